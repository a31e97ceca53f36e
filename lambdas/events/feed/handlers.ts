import type { Handlers } from '../../../shared/route.ts';
import type { EventsDeps } from '../deps.ts';
import type { feedContract } from './contract.ts';

export function feedHandlers(_deps: EventsDeps): Handlers<typeof feedContract> {
  return {};
}
