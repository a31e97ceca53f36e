import type * as z from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { found } from '../../../shared/errors.ts';
import { endpointView } from '../endpoint/endpoint.ts';
import { createEndpointStore } from '../endpoint/store.ts';
import type { DeliveryStats } from './contract.ts';
import { type Delivery, type DeliveryStatus, isFinal } from './delivery.ts';
import type { HistoryStore } from './history/store.ts';

const lastOnes = 100;

/** @throws AppError `not_found` */
export async function readStats(call: {
  ctx: Context;
  deps: { readonly table: Table; readonly projects: Table; readonly history: Pick<HistoryStore, 'newest'> };
  input: { readonly id: string };
}): Promise<z.input<typeof DeliveryStats>> {
  const { ctx, deps, input } = call;
  const endpoint = found(await createEndpointStore(deps.table, deps.projects).get(ctx, input.id), 'webhook endpoint');
  const deliveries = await deps.history.newest(ctx.orgId, input.id, { limit: lastOnes });
  return { ...statsOf(deliveries), health: endpointView(endpoint, ctx.now).health };
}

function statsOf(deliveries: readonly Delivery[]) {
  const count = (status: DeliveryStatus) => deliveries.filter((delivery) => delivery.status === status).length;
  const ended = deliveries.filter(({ status }) => isFinal(status)).length;
  const attempts = deliveries.flatMap((delivery) => delivery.attempts);
  const latencies = attempts
    .flatMap(({ status, latencyMs }) => (status === undefined ? [] : [latencyMs]))
    .sort((a, b) => a - b);
  const [first] = latencies;
  return {
    deliveries: deliveries.length,
    byStatus: {
      ...{ waiting: count('waiting'), pending: count('pending'), delivered: count('delivered') },
      ...{ failed: count('failed'), discarded: count('discarded') },
    },
    ...(ended > 0 && { successRate: count('delivered') / ended }),
    attempts: attempts.length,
    ...(first !== undefined && { latencyMs: { p50: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) } }),
  };
}

/** The nearest rank of a sorted list. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}
