import type { Handlers } from '../../../shared/route.ts';
import type { EventsDeps } from '../deps.ts';
import type { deliveryContract } from './contract.ts';
import { createHistoryStore } from './history/store.ts';
import { listDeliveries, readDelivery } from './read-deliveries.ts';
import { readStats } from './read-stats.ts';
import { recover } from './recover.ts';
import { redeliver } from './redeliver.ts';
import { createDeliveryStore } from './store.ts';

export function deliveryHandlers(base: EventsDeps): Handlers<typeof deliveryContract> {
  const deps = {
    ...base,
    deliveries: createDeliveryStore(base.dynamo, base.table),
    history: createHistoryStore(base.table),
  };
  return {
    listWebhookDeliveries: ({ ctx, params, query }) => listDeliveries({ ctx, deps, input: { ...params, ...query } }),
    getWebhookDelivery: ({ ctx, params }) => readDelivery({ ctx, deps, input: params }),
    redeliverWebhook: ({ ctx, params }) => redeliver({ ctx, deps, input: params }),
    recoverWebhooks: ({ ctx, params, body }) => recover({ ctx, deps, input: { ...params, ...body } }),
    getWebhookStats: ({ ctx, params }) => readStats({ ctx, deps, input: params }),
  };
}
