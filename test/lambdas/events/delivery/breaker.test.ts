import { expect, test } from 'vitest';
import {
  afterFailure,
  afterSuccess,
  gateOf,
  isHopeless,
  probing,
} from '../../../../lambdas/events/delivery/breaker/breaker.ts';
import type { Breaker } from '../../../../lambdas/events/endpoint/endpoint.ts';

const now = Date.UTC(2026, 10, 22, 12);
const iso = (ms: number) => new Date(ms).toISOString();
const closed: Breaker = { state: 'closed', failures: 0 };
const fail = (breaker: Breaker, change: object = {}) =>
  afterFailure(breaker, { now, isProbe: false, isThrottling: false, retryAfterMs: undefined, ...change });

function afterFailures(count: number): Breaker {
  let breaker = closed;
  for (let failed = 0; failed < count; failed += 1)
    breaker = fail(breaker, { isProbe: breaker.state !== 'closed' }) ?? breaker;
  return breaker;
}

test('five failures in a row open it for half a minute, each failed probe for twice as long, up to an hour', () => {
  expect(afterFailures(4)).toEqual({ state: 'closed', failures: 4, failingSince: iso(now) });
  const opens = [5, 6, 7, 11, 12, 13, 50].map((count) => Date.parse(afterFailures(count).openUntil ?? '') - now);
  expect(opens.map((ms) => ms / 1_000)).toEqual([30, 60, 120, 1_920, 3_600, 3_600, 3_600]);
});

test('while it is open nothing passes; then one probe does, and the others wait for it', () => {
  const open = afterFailures(5);
  expect(gateOf(closed, now)).toBe('pass');
  expect(gateOf(open, now)).toBe(now + 30_000);
  expect(gateOf(open, now + 30_000)).toBe('probe');
  const half = probing(open, now + 30_000);
  expect(gateOf(half, now + 30_000)).toBe(now + 75_000);
  expect(gateOf(half, now + 75_000), 'the probe died').toBe('probe');
});

test('a success closes it, and a healthy one is not written', () => {
  expect(afterSuccess(closed)).toBeUndefined();
  expect(afterSuccess(afterFailures(1))).toEqual(closed);
  expect(afterSuccess(afterFailures(9))).toEqual(closed);
});

test('what began before it opened tells nothing new', () => {
  expect(fail(afterFailures(5))).toBeUndefined();
  expect(fail(probing(afterFailures(5), now))).toBeUndefined();
});

test('an endpoint that says it has too much is left alone at once, for as long as it asks, up to a day', () => {
  const pause = (retryAfterMs?: number) =>
    Date.parse(fail(closed, { isThrottling: true, retryAfterMs })?.openUntil ?? '') - now;
  expect(pause()).toBe(30_000);
  expect(pause(600_000)).toBe(600_000);
  expect(pause(1e12)).toBe(24 * 3_600_000);
});

test('hopeless is who failed for five days and twenty times', () => {
  const since = (days: number, failures: number): Breaker => ({
    ...{ state: 'open', failures, failingSince: iso(now - days * 24 * 3_600_000) },
  });
  expect(isHopeless(since(5, 20), now)).toBe(true);
  expect(isHopeless(since(4.9, 200), now)).toBe(false);
  expect(isHopeless(since(50, 19), now)).toBe(false);
  expect(isHopeless(closed, now)).toBe(false);
});
