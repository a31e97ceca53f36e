import type { Logger } from '../../../shared/log.ts';
import { type Delivery, isDue } from './delivery.ts';
import type { DueStore, Overdue } from './due/store.ts';
import { messageOf, type SendDue } from './queue/queue.ts';

interface Call {
  readonly deps: {
    readonly store: DueStore;
    readonly sendDue: SendDue;
    readonly log: Logger;
    readonly now: () => number;
  };
  /** `until`: when to stop, in milliseconds since the epoch; the next run goes on. */
  readonly input: { readonly until: number };
}

const pageSize = 100;
/** What is due for so long that nobody came for it is a sign that deliveries as a whole are late. */
const lateMs = 10 * 60_000;

/**
 * Sends the messages of deliveries that are due and have none: retries further away than the queue can wait, and what a crash left.
 * Page by page, each behind the last one, so that what cannot be read or sent keeps nobody waiting. A message too many is harmless.
 */
export async function sweepDeliveries({ deps, input }: Call): Promise<{ sent: number; failed: number; late: number }> {
  const now = deps.now();
  const total = { sent: 0, failed: 0, late: 0 };
  for (let after: Overdue['after'] | undefined; deps.now() < input.until; ) {
    const page = await deps.store.overdue(now, pageSize, after);
    const deliveries = page.flatMap(({ delivery }) => readable(deps.log, delivery));
    const isSent = await send(deps, deliveries);
    total.sent += isSent ? deliveries.length : 0;
    total.failed += isSent ? page.length - deliveries.length : page.length;
    total.late += deliveries.filter((delivery) => isDue(delivery, now - lateMs)).length;
    after = page.at(-1)?.after;
    if (page.length < pageSize) break;
  }
  return total;
}

async function send(deps: Call['deps'], deliveries: readonly Delivery[]): Promise<boolean> {
  try {
    await deps.sendDue(deliveries.map((delivery) => ({ message: messageOf(delivery) })));
    await Promise.all(deliveries.map((delivery) => deps.store.resent(delivery, deps.now())));
    return true;
  } catch (error) {
    deps.log.error('overdue deliveries were not sent', error, { deliveries: deliveries.length });
    return false;
  }
}

function readable(log: Logger, delivery: Overdue['delivery']): Delivery[] {
  if (!(delivery instanceof Error)) return [delivery];
  log.error('unreadable delivery', delivery);
  return [];
}
