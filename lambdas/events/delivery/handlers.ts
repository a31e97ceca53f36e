import type { Handlers } from '../../../shared/route.ts';
import type { EventsDeps } from '../deps.ts';
import type { deliveryContract } from './contract.ts';

export function deliveryHandlers(_deps: EventsDeps): Handlers<typeof deliveryContract> {
  return {};
}
