import type { Handlers } from '../../../shared/route.ts';
import type { TasksDeps } from '../deps.ts';
import type { scheduleContract } from './contract.ts';

export function scheduleHandlers(_deps: TasksDeps): Handlers<typeof scheduleContract> {
  return {};
}
