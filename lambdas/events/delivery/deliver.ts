import { makeAttempt } from './attempt.ts';
import { gateOf } from './breaker/breaker.ts';
import { probeTaken } from './breaker/store.ts';
import { conclude } from './conclude.ts';
import { type Delivery, isDue } from './delivery.ts';
import type { AttemptDeps } from './deps.ts';
import { endDelivery } from './end-delivery.ts';
import { type Opened, openDelivery } from './opened/store.ts';
import { isUsable } from './pace/pace.ts';
import { createPaceStore } from './pace/store.ts';
import { type DeliveryMessage, dueAt } from './queue/queue.ts';
import { leaveToSweeper } from './send-due.ts';
import { createDeliveryStore } from './store.ts';

/** `nothing`: it is not due, or somebody else has it. */
export type Delivered = 'nothing' | 'discarded' | 'postponed' | 'delivered' | 'failed';

/**
 * One message of the queue: makes one attempt, if it is time for one. Repeating it is harmless. What holds an endpoint back (its
 * breaker, its rate limit) moves the delivery without using up an attempt.
 */
export async function deliver(call: { deps: AttemptDeps; input: DeliveryMessage }): Promise<Delivered> {
  const { deps, input } = call;
  const opened = await openDelivery(deps.table, input);
  const { delivery, endpoint, body } = opened;
  if (!delivery || !isDue(delivery, deps.now())) return 'nothing';
  if (!endpoint?.enabled) return discard(deps, delivery);
  if (body === undefined) return expire(deps, delivery);
  const gate = gateOf(endpoint.breaker, deps.now());
  // A probe costs nothing that matters, so it needs no place in the rate limit.
  const wait = gate === 'probe' ? undefined : gate === 'pass' ? await waitForPlace(deps, opened) : spread(deps, gate);
  if (wait !== undefined) return postpone(deps, delivery, wait);
  const store = createDeliveryStore(deps.dynamo, deps.table);
  const now = deps.now();
  const probe = gate === 'probe' ? probeTaken(deps.table, delivery.orgId, endpoint, now) : undefined;
  const claimed = await store.claim(delivery, now, probe);
  if (!claimed)
    return gate === 'probe' ? postpone(deps, delivery, { until: now + 15_000 * (1 + deps.random()) }) : 'nothing';
  const outcome = await makeAttempt(deps, endpoint, claimed, body);
  return conclude(deps, { endpoint, delivery: claimed, outcome, isProbe: probe !== undefined });
}

interface Wait {
  readonly until: number;
  /** The place in the rate limit that it comes back with. */
  readonly slotAt?: number;
}

/** A little later each, so that what waits for an endpoint does not come all at once when it is back. */
function spread(deps: AttemptDeps, until: number): Wait {
  return { until: until + deps.random() * Math.max(2_000, (until - deps.now()) / 4) };
}

async function waitForPlace(deps: AttemptDeps, { delivery, endpoint, pace }: Opened): Promise<Wait | undefined> {
  const now = deps.now();
  if (!delivery || !endpoint || isUsable(delivery.slotAt, now)) return undefined;
  const { rateLimitPerSecond: perSecond } = endpoint;
  const asking = { orgId: delivery.orgId, endpointId: endpoint.id, perSecond, seen: pace, now };
  const slotAt = await createPaceStore(deps.table).take(asking);
  if (slotAt === undefined) return { until: now + 60_000 * (1 + deps.random()) };
  return slotAt <= now ? undefined : { until: slotAt, slotAt };
}

async function postpone(deps: AttemptDeps, delivery: Delivery, { until, slotAt }: Wait): Promise<Delivered> {
  const now = deps.now();
  const store = createDeliveryStore(deps.dynamo, deps.table);
  const postponed = await store.postpone(delivery, until, now, slotAt);
  if (!postponed) return 'nothing';
  await leaveToSweeper(deps, dueAt(postponed, until, now));
  return 'postponed';
}

/** Nothing more is sent to an endpoint that is off; `recover` brings what was discarded. */
async function discard(deps: AttemptDeps, delivery: Delivery): Promise<Delivered> {
  const isDone = await endDelivery(deps, delivery, { status: 'discarded', attempts: delivery.attempts });
  return isDone ? 'discarded' : 'nothing';
}

async function expire(deps: AttemptDeps, delivery: Delivery): Promise<Delivered> {
  deps.log.warn('the event of a delivery has expired', { orgId: delivery.orgId, eventId: delivery.eventId });
  const isDone = await endDelivery(deps, delivery, { status: 'failed', attempts: delivery.attempts });
  return isDone ? 'failed' : 'nothing';
}
