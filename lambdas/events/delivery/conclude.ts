import type { Breaker, Endpoint } from '../endpoint/endpoint.ts';
import type { Outcome } from './attempt.ts';
import { afterFailure, afterSuccess, isHopeless } from './breaker/breaker.ts';
import { createBreakerStore } from './breaker/store.ts';
import { type Delivery, withAttempt } from './delivery.ts';
import type { AttemptDeps } from './deps.ts';
import { disableEndpoint } from './disable-endpoint.ts';
import { endDelivery } from './end-delivery.ts';
import { dueAt } from './queue/queue.ts';
import { isThrottling, nextAttemptAt } from './retry.ts';
import { leaveToSweeper } from './send-due.ts';
import { createDeliveryStore } from './store.ts';

interface Attempted {
  readonly endpoint: Endpoint;
  /** As it was claimed. */
  readonly delivery: Delivery;
  readonly outcome: Outcome;
  readonly isProbe: boolean;
}

/** RFC 9110 §15.5.11: what was there is gone for good, and whoever links to it should stop. */
const gone = 410;

/**
 * Writes down what came of an attempt: first in the delivery, then at its endpoint. A crash between the two leaves the breaker as it
 * was, which costs another attempt; the lease of a crashed attempt runs out, and the attempt is made again.
 */
export async function conclude(deps: AttemptDeps, attempted: Attempted): Promise<'nothing' | 'delivered' | 'failed'> {
  const { endpoint, delivery, outcome } = attempted;
  const attempts = withAttempt(delivery, outcome.attempt);
  if (outcome.isDelivered) {
    const isMine = await endDelivery(deps, delivery, { status: 'delivered', attempts });
    await createBreakerStore(deps.table).update(delivery.orgId, endpoint, afterSuccess);
    return isMine ? 'delivered' : 'nothing';
  }
  const isMine = await retryOrFail(deps, delivery, outcome);
  await judge(deps, attempted);
  return isMine ? 'failed' : 'nothing';
}

async function retryOrFail(deps: AttemptDeps, delivery: Delivery, outcome: Outcome): Promise<boolean> {
  const now = deps.now();
  const attempts = withAttempt(delivery, outcome.attempt);
  const at = outcome.attempt.status === gone ? undefined : retryTime(deps, delivery, outcome);
  if (at === undefined) return endDelivery(deps, delivery, { status: 'failed', attempts });
  const retried = await createDeliveryStore(deps.dynamo, deps.table).retryAt(delivery, at, now, attempts);
  if (!retried) return false;
  await leaveToSweeper(deps, dueAt(retried, at, now));
  return true;
}

function retryTime({ now, random }: AttemptDeps, { attempt, startedAt }: Delivery, { retryAfterMs }: Outcome) {
  return nextAttemptAt({ attempt, startedAt: Date.parse(startedAt), now: now(), retryAfterMs, random });
}

/** What a failure means for the endpoint as a whole. */
async function judge(deps: AttemptDeps, { endpoint, delivery, outcome, isProbe }: Attempted): Promise<void> {
  const { orgId } = delivery;
  const { status } = outcome.attempt;
  if (status === gone) return disableEndpoint({ deps, input: { orgId, endpoint, because: 'gone' } });
  const now = deps.now();
  const failure = { now, isProbe, isThrottling: isThrottling(status), retryAfterMs: outcome.retryAfterMs };
  const change = (breaker: Breaker) => afterFailure(breaker, failure);
  const breaker = await createBreakerStore(deps.table).update(orgId, endpoint, change);
  if (breaker && isHopeless(breaker, now)) {
    await disableEndpoint({ deps, input: { orgId, endpoint, because: 'failing' } });
  }
}
