import type { Breaker } from '../../endpoint/endpoint.ts';

/** Failures in a row, of any deliveries, after which the endpoint is left alone for a while. */
const failuresToOpen = 5;
const firstOpenMs = 30_000;
const longestOpenMs = 3_600_000;
/** Longer than an attempt takes: then another one may try. */
export const probeMs = 45_000;
/** The longest `Retry-After` that all deliveries of an endpoint wait for. */
const longestPauseMs = 24 * 3_600_000;
/** Without any success for so long, and so often tried, an endpoint is disabled. */
const hopelessMs = 5 * 24 * 3_600_000;
const hopelessFailures = 20;

const iso = (ms: number) => new Date(ms).toISOString();

/**
 * Whether a delivery may go: `pass`; `probe`, the one that finds out whether the endpoint is back, for whoever marks that first; or
 * not before a time, in milliseconds.
 */
export function gateOf({ state, openUntil }: Breaker, now: number): 'pass' | 'probe' | number {
  if (state === 'closed') return 'pass';
  const until = openUntil === undefined ? 0 : Date.parse(openUntil);
  return until <= now ? 'probe' : until;
}

export function probing(breaker: Breaker, now: number): Breaker {
  return { ...breaker, state: 'half-open', openUntil: iso(now + probeMs) };
}

/** Any success shows that the endpoint is back. Undefined when there is nothing to change. */
export function afterSuccess({ state, failures, failingSince }: Breaker): Breaker | undefined {
  if (state === 'closed' && failures === 0 && failingSince === undefined) return undefined;
  return { state: 'closed', failures: 0 };
}

interface Failure {
  readonly now: number;
  readonly isProbe: boolean;
  /** The endpoint asked for a pause, by its status; for so long, where it said so. */
  readonly isThrottling: boolean;
  readonly retryAfterMs: number | undefined;
}

/**
 * Undefined when there is nothing to change: attempts that began before the breaker opened tell nothing new, or one dead minute would
 * count like an hour.
 */
export function afterFailure(breaker: Breaker, failure: Failure): Breaker | undefined {
  if (breaker.state !== 'closed' && !failure.isProbe) return undefined;
  const { now } = failure;
  const failures = breaker.failures + 1;
  const counted = { failures, failingSince: breaker.failingSince ?? iso(now) };
  const isOpening = failures >= failuresToOpen || failure.isProbe || failure.isThrottling;
  if (!isOpening) return { state: 'closed', ...counted };
  return { state: 'open', ...counted, openUntil: iso(now + pauseMs(failures, failure)) };
}

function pauseMs(failures: number, { isThrottling, retryAfterMs = 0 }: Failure): number {
  const own = Math.min(longestOpenMs, firstOpenMs * 2 ** Math.max(0, failures - failuresToOpen));
  return isThrottling ? Math.max(own, Math.min(retryAfterMs, longestPauseMs)) : own;
}

export function isHopeless({ failures, failingSince }: Breaker, now: number): boolean {
  return failingSince !== undefined && failures >= hopelessFailures && now - Date.parse(failingSince) >= hopelessMs;
}
