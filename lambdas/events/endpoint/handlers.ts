import type { Handlers } from '../../../shared/route.ts';
import type { EventsDeps } from '../deps.ts';
import type { endpointContract } from './contract.ts';

export function endpointHandlers(_deps: EventsDeps): Handlers<typeof endpointContract> {
  return {};
}
