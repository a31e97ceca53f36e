import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { found } from '../../../shared/errors.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { createEndpointStore } from '../endpoint/store.ts';
import { type Delivery, deliveryNamed } from './delivery.ts';
import type { DeliveryStore } from './store.ts';

/**
 * Whoever may see the endpoint may see its deliveries.
 * @throws AppError `not_found`
 */
export async function requireDelivery(call: {
  ctx: Context;
  deps: { readonly table: Table; readonly projects: Table; readonly deliveries: Pick<DeliveryStore, 'get'> };
  input: { readonly id: string };
}): Promise<{ endpoint: Endpoint; delivery: Delivery }> {
  const { ctx, deps, input } = call;
  const { endpointId, sequence } = deliveryNamed(input.id);
  const [endpoint, delivery] = await Promise.all([
    createEndpointStore(deps.table, deps.projects).get(ctx, endpointId),
    deps.deliveries.get(ctx.orgId, endpointId, sequence),
  ]);
  return { endpoint: found(endpoint, 'webhook delivery'), delivery: found(delivery, 'webhook delivery') };
}
