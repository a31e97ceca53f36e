import { deliveryContract } from './delivery/contract.ts';
import { endpointContract } from './endpoint/contract.ts';
import { feedContract } from './feed/contract.ts';
import { receiptContract } from './receipt/contract.ts';

/** Every route of the service; each area keeps its own. */
export const eventsContract = {
  ...feedContract,
  ...endpointContract,
  ...deliveryContract,
  ...receiptContract,
} as const;
