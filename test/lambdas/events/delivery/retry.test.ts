import { expect, test } from 'vitest';
import { excerptOf } from '../../../../lambdas/events/delivery/excerpt.ts';
import { nextAttemptAt, retryAfterMs, retryDelays, retryWindowMs } from '../../../../lambdas/events/delivery/retry.ts';

const now = Date.UTC(2026, 10, 22, 12);
const at = (attempt: number, change: object = {}) =>
  nextAttemptAt({ attempt, startedAt: now, now, retryAfterMs: undefined, random: () => 0.5, ...change });

test('eleven attempts in three days and a few hours', () => {
  const hours = retryDelays.reduce((sum, seconds) => sum + seconds, 0) / 3_600;
  expect(hours).toBeGreaterThan(72);
  expect(hours * 3_600_000).toBeLessThan(retryWindowMs);
  expect(at(1)).toBe(now + 5_000);
  expect(at(10)).toBe(now + 86_400_000 < now + retryWindowMs ? now + 86_400_000 : 0);
  expect(at(11)).toBeUndefined();
});

test('a delay is up to a fifth shorter or longer', () => {
  expect(at(3, { random: () => 0 })).toBe(now + 240_000);
  expect(at(3, { random: () => 1 })).toBe(now + 360_000);
});

test('Retry-After makes a delay longer up to the end of the window, and never shorter', () => {
  expect(at(1, { retryAfterMs: 7_200_000 })).toBe(now + 7_200_000);
  expect(at(4, { retryAfterMs: 0 })).toBe(now + 1_800_000);
  expect(at(1, { retryAfterMs: 1e12 })).toBe(now + retryWindowMs);
  expect(at(2, { startedAt: now - retryWindowMs })).toBeUndefined();
});

test('Retry-After is seconds or a date', () => {
  expect(retryAfterMs('120', now)).toBe(120_000);
  expect(retryAfterMs(' 0 ', now)).toBe(0);
  expect(retryAfterMs('Sun, 22 Nov 2026 12:01:00 GMT', now)).toBe(60_000);
  expect(retryAfterMs('Sun, 22 Nov 2020 12:01:00 GMT', now)).toBe(0);
  for (const none of ['', '-1', '1.5', 'soon', '2026-11-22', '99999999999999', 'Sun, 99 Foo'])
    expect(retryAfterMs(none, now)).toBeUndefined();
  expect(retryAfterMs(undefined, now)).toBeUndefined();
});

test('an excerpt is short, and has no control characters', () => {
  expect(excerptOf(Buffer.from('a\u0000b\u001b[31mc\r\nd\te\u202ef\u0085'))).toBe('ab[31mc\nd\tef');
  expect(excerptOf(Buffer.from('x'.repeat(5_000)))).toHaveLength(1_000);
  const cut = excerptOf(Buffer.from(`${'x'.repeat(999)}😀`));
  expect(cut).toHaveLength(1_000);
  expect(cut.isWellFormed()).toBe(true);
  expect(excerptOf(Buffer.from([0xff, 0xfe]))).toBe('\ufffd\ufffd');
});
