import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { Condition } from '../../../shared/dynamo-expression.ts';
import { AppError, found } from '../../../shared/errors.ts';
import type { Page } from '../../../shared/page.ts';
import { createEndpointStore } from '../endpoint/store.ts';
import { type DeliveryStatus, type DeliveryView, deliveryView } from './delivery.ts';
import type { HistoryStore } from './history/store.ts';
import { readBody } from './opened/store.ts';
import { requireDelivery } from './require-delivery.ts';
import type { DeliveryStore } from './store.ts';

interface Deps {
  readonly table: Table;
  readonly projects: Table;
  readonly deliveries: Pick<DeliveryStore, 'get'>;
  readonly history: Pick<HistoryStore, 'newest'>;
}

interface Filter {
  readonly status?: DeliveryStatus | undefined;
  readonly type?: string | undefined;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

/** @throws AppError `not_found` for an endpoint that the caller may not know of, `invalid_cursor` */
export async function listDeliveries(call: {
  ctx: Context;
  deps: Deps;
  input: Filter & { readonly id: string; readonly limit: number; readonly cursor?: string | undefined };
}): Promise<Page<DeliveryView>> {
  const { ctx, deps, input } = call;
  const { id, limit, cursor, ...wanted } = input;
  const before = cursor === undefined ? undefined : decodeCursor(cursor);
  found(await createEndpointStore(deps.table, deps.projects).get(ctx, id), 'webhook endpoint');
  const filter = filterOf(wanted);
  const deliveries = await deps.history.newest(ctx.orgId, id, {
    ...{ limit: limit + 1, ...(before !== undefined && { before }), ...(filter && { filter }) },
  });
  const items = deliveries.slice(0, limit).map((delivery) => deliveryView(delivery, ctx.now));
  const last = items.at(-1);
  return deliveries.length > limit && last ? { items, nextCursor: encodeCursor(last.sequence) } : { items };
}

/** @throws AppError `not_found` */
export async function readDelivery(call: { ctx: Context; deps: Deps; input: { readonly id: string } }) {
  const { ctx, deps } = call;
  const { delivery } = await requireDelivery(call);
  const body = await readBody(deps.table, delivery);
  return { ...deliveryView(delivery, ctx.now), ...(body !== undefined && { payload: JSON.parse(body) }) };
}

function filterOf({ status, type, after, before }: Filter): Condition | undefined {
  const clauses = [
    ...(status === undefined ? [] : ['#status = :status']),
    ...(type === undefined ? [] : ['#eventType = :type']),
    ...(after === undefined ? [] : ['#createdAt >= :after']),
    ...(before === undefined ? [] : ['#createdAt < :before']),
  ];
  if (clauses.length === 0) return undefined;
  const time = (text: string) => new Date(text).toISOString();
  const values = {
    ...(status !== undefined && { ':status': status }),
    ...(type !== undefined && { ':type': type }),
    ...(after !== undefined && { ':after': time(after) }),
    ...(before !== undefined && { ':before': time(before) }),
  };
  return { when: clauses.join(' AND '), values };
}

/** The number of the last delivery that was seen, so it holds no key of ours. */
function encodeCursor(sequence: number): string {
  return Buffer.from(String(sequence)).toString('base64url');
}

function decodeCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new AppError('invalid_cursor', 'This cursor was not issued by us.');
  return Number(text);
}
