import { expect, test } from 'vitest';
import { nextStep } from '../../../../../lambdas/tasks/schedule/tick/next-step.ts';
import { dueTimesOf } from '../../../../../lambdas/tasks/schedule/timing/timing.ts';

const minute = 60_000;
const t0 = Date.parse('2026-01-01T00:00:00Z');
const every = (minutes: number, since = t0) =>
  dueTimesOf({ kind: 'interval', intervalMinutes: minutes, timeZone: 'UTC', since: new Date(since).toISOString() });
const cron = dueTimesOf({ kind: 'cron', cron: '* * * * *', timeZone: 'UTC', since: new Date(t0).toISOString() });
const at = (n: number) => t0 + n * minute;

test.each(['none', 'last', 'all'] as const)(
  '%s: in time, the due time runs and the next one is waited for',
  (catchUp) => {
    expect(nextStep(every(5), catchUp, at(5), at(5) + 30_000)).toEqual({ run: at(5), next: at(10) });
  },
);

test('none: what is older than two minutes is missed, and the rest runs one by one', () => {
  const first = nextStep(cron, 'none', at(1), at(60));
  expect(first).toEqual({ missed: { from: at(1), until: at(58), count: 57, isMore: false }, next: at(58) });
  expect(nextStep(cron, 'none', at(58), at(60))).toEqual({ run: at(58), next: at(59) });
});

test.each(['none', 'last', 'all'] as const)(
  '%s: a ticker that is late by a minute is no outage, and each due time runs',
  (catchUp) => {
    expect(nextStep(cron, catchUp, at(5), at(6) + 59_000)).toEqual({ run: at(5), next: at(6) });
    expect(nextStep(cron, catchUp, at(6), at(6) + 59_000)).toEqual({ run: at(6), next: at(7) });
  },
);

test('last: the latest runs, those before it are missed', () => {
  expect(nextStep(cron, 'last', at(1), at(60))).toEqual({
    missed: { from: at(1), until: at(60), count: 59, isMore: false },
    ...{ run: at(60), next: at(61) },
  });
  expect(nextStep(cron, 'last', at(1), at(1_000)).missed).toMatchObject({ count: 100, isMore: true });
});

test('all: each in order, the latest hundred at most', () => {
  expect(nextStep(cron, 'all', at(1), at(100))).toEqual({ run: at(1), next: at(2) });
  expect(nextStep(cron, 'all', at(1), at(101))).toEqual({
    missed: { from: at(1), until: at(2), count: 1, isMore: false },
    next: at(2),
  });
  expect(nextStep(cron, 'all', at(1), at(10_000))).toMatchObject({
    missed: { from: at(1), until: at(9_901), count: 100, isMore: true },
    next: at(9_901),
  });
});

test('one moment that is long over is missed for good, or runs late', () => {
  const once = dueTimesOf({
    kind: 'once',
    runAt: new Date(at(5)).toISOString(),
    timeZone: 'UTC',
    since: new Date(t0).toISOString(),
  });
  expect(nextStep(once, 'none', at(5), at(500))).toEqual({
    missed: { from: at(5), until: undefined, count: 1, isMore: false },
    next: undefined,
  });
  expect(nextStep(once, 'last', at(5), at(500))).toEqual({ run: at(5), next: undefined });
  expect(nextStep(once, 'all', at(5), at(500))).toEqual({ run: at(5), next: undefined });
});

test('a due time of an earlier timing runs, and the new timing counts from its own beginning', () => {
  const changed = every(10, at(30));
  expect(nextStep(changed, 'last', at(5), at(31))).toEqual({ run: at(5), next: at(40) });
  expect(nextStep(changed, 'all', at(5), at(31))).toEqual({ run: at(5), next: at(40) });
});
