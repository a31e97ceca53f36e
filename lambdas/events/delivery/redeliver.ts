import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Logger } from '../../../shared/log.ts';
import { type DeliveryView, deliveryView, isRunning } from './delivery.ts';
import { dueAt, type SendDue } from './queue/queue.ts';
import { requireDelivery } from './require-delivery.ts';
import { leaveToSweeper } from './send-due.ts';
import type { DeliveryStore } from './store.ts';

/** Attempts that begin or end between two readings. */
const tries = 5;

/**
 * A new series of attempts, the first one now. It keeps number, event and receipt.
 * @throws AppError `not_found`; `conflict` while an attempt runs, and for an endpoint that is switched off
 */
export async function redeliver(call: {
  ctx: Context;
  deps: {
    readonly table: Table;
    readonly projects: Table;
    readonly deliveries: Pick<DeliveryStore, 'get' | 'restart'>;
    readonly sendDue: SendDue;
    readonly log: Logger;
  };
  input: { readonly id: string };
}): Promise<DeliveryView> {
  const { ctx, deps } = call;
  for (let tried = 0; tried < tries; tried += 1) {
    const { endpoint, delivery } = await requireDelivery(call);
    if (!endpoint.enabled) throw new AppError('conflict', 'The endpoint is switched off. Enable it first.');
    if (isRunning(delivery, ctx.now)) throw new AppError('conflict', 'An attempt is under way. Wait for its end.');
    const restarted = await deps.deliveries.restart(delivery, ctx.now);
    if (!restarted) continue;
    await leaveToSweeper(deps, dueAt(restarted, ctx.now, ctx.now));
    return deliveryView(restarted, ctx.now);
  }
  throw new AppError('conflict', 'The delivery is being attempted. Try again.');
}
