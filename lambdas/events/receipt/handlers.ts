import type { Handlers } from '../../../shared/route.ts';
import type { EventsDeps } from '../deps.ts';
import { createEndpointStore } from '../endpoint/store.ts';
import type { receiptContract } from './contract.ts';
import { listReceipts, readHead } from './read-receipts.ts';
import { receiptKeys } from './receipt-key.ts';
import { createReceiptStore } from './store.ts';

export function receiptHandlers(base: EventsDeps): Handlers<typeof receiptContract> {
  const deps = {
    ...base,
    store: createEndpointStore(base.table, base.projects),
    receipts: createReceiptStore(base.table),
  };
  return {
    listWebhookReceipts: ({ ctx, params, query }) => listReceipts({ ctx, deps, input: { ...params, ...query } }),
    getWebhookReceiptHead: ({ ctx, params }) => readHead({ ctx, deps, input: params }),
    getWebhookReceiptKeys: async () => receiptKeys(await deps.loadSecret()),
  };
}
