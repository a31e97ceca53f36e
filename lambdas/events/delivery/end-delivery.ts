import type { Delivery } from './delivery.ts';
import type { DecideDeps } from './deps.ts';
import { dueAt } from './queue/queue.ts';
import { leaveToSweeper } from './send-due.ts';
import { createDeliveryStore, type End } from './store.ts';

/** Ends a delivery, and has the next one of its line sent. False when the delivery has moved on. */
export async function endDelivery(
  deps: Pick<DecideDeps, 'dynamo' | 'table' | 'log' | 'now' | 'sendDue'>,
  delivery: Delivery,
  end: End,
): Promise<boolean> {
  const now = deps.now();
  const ended = await createDeliveryStore(deps.dynamo, deps.table).end(delivery, end, now);
  if (!ended) return false;
  if (ended.released) await leaveToSweeper(deps, dueAt(ended.released, now, now));
  return true;
}
