import type { Handlers } from '../../../shared/route.ts';
import type { TasksDeps } from '../deps.ts';
import type { uploadContract } from './contract.ts';

export function uploadHandlers(_deps: TasksDeps): Handlers<typeof uploadContract> {
  return {};
}
