import { lazyHandlers } from '../../shared/lazy-handlers.ts';
import type { Handlers } from '../../shared/route.ts';
import type { eventsContract } from './contract.ts';
import { deliveryContract } from './delivery/contract.ts';
import type { EventsDeps } from './deps.ts';
import { endpointContract } from './endpoint/contract.ts';
import { feedContract } from './feed/contract.ts';
import { receiptContract } from './receipt/contract.ts';

/** Which verb answers which route: each area says it for its own, and is loaded when it is asked. */
export function eventsHandlers(deps: EventsDeps): Handlers<typeof eventsContract> {
  return {
    ...lazyHandlers(feedContract, async () => {
      const { feedHandlers } = await import('./feed/handlers.ts');
      return feedHandlers(deps);
    }),
    ...lazyHandlers(endpointContract, async () => {
      const { endpointHandlers } = await import('./endpoint/handlers.ts');
      return endpointHandlers(deps);
    }),
    ...lazyHandlers(deliveryContract, async () => {
      const { deliveryHandlers } = await import('./delivery/handlers.ts');
      return deliveryHandlers(deps);
    }),
    ...lazyHandlers(receiptContract, async () => {
      const { receiptHandlers } = await import('./receipt/handlers.ts');
      return receiptHandlers(deps);
    }),
  };
}
