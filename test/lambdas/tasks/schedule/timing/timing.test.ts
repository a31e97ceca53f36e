import { expect, test } from 'vitest';
import {
  dueTimesOf,
  nextTimes,
  refusedCron,
  type Timing,
} from '../../../../../lambdas/tasks/schedule/timing/timing.ts';

const since = '2000-01-01T00:00:00.000Z';
const cron = (expression: string, timeZone: string): Timing => ({ kind: 'cron', cron: expression, timeZone, since });
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);
const next = (timing: Timing, from: string, count: number) =>
  nextTimes(dueTimesOf(timing), Date.parse(from), count).map(iso);

interface Day {
  readonly name: string;
  readonly expression: string;
  readonly zone: string;
  readonly from: string;
  readonly times: readonly string[];
}

/** Times are UTC. Each list begins before the change of clocks and ends after it. */
const days: readonly Day[] = [
  {
    name: 'Berlin, spring: 02:30 does not exist and runs once, at 03:00, the first moment after the gap',
    ...{ expression: '30 2 * * *', zone: 'Europe/Berlin', from: '2026-03-28T00:00Z' },
    times: ['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30'],
  },
  {
    name: 'Berlin, autumn: 02:30 occurs twice and runs once, at the first of the two',
    ...{ expression: '30 2 * * *', zone: 'Europe/Berlin', from: '2026-10-24T00:00Z' },
    times: ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30'],
  },
  {
    name: 'Berlin, spring: every quarter of an hour leaves nothing out in elapsed time',
    ...{ expression: '*/15 * * * *', zone: 'Europe/Berlin', from: '2026-03-29T00:40Z' },
    times: ['2026-03-29T00:45', '2026-03-29T01:00', '2026-03-29T01:15'],
  },
  {
    name: 'Berlin, autumn: every quarter of an hour runs through both hours',
    ...{ expression: '*/15 * * * *', zone: 'Europe/Berlin', from: '2026-10-25T00:20Z' },
    times: [
      ...['2026-10-25T00:30', '2026-10-25T00:45', '2026-10-25T01:00', '2026-10-25T01:15'],
      ...['2026-10-25T01:30', '2026-10-25T01:45', '2026-10-25T02:00'],
    ],
  },
  {
    name: 'Berlin, spring: two fixed times in the skipped hour meet at the moment after it, and that is one run',
    ...{ expression: '15,45 2 * * *', zone: 'Europe/Berlin', from: '2026-03-28T12:00Z' },
    times: ['2026-03-29T01:00', '2026-03-30T00:15', '2026-03-30T00:45'],
  },
  {
    name: 'Berlin, spring: a step inside the skipped hour follows the clock on the wall, so that day has none',
    ...{ expression: '*/20 2 * * *', zone: 'Europe/Berlin', from: '2026-03-28T12:00Z' },
    times: ['2026-03-30T00:00', '2026-03-30T00:20', '2026-03-30T00:40'],
  },
  {
    name: 'New York, spring: 02:30 runs at 03:00',
    ...{ expression: '30 2 * * *', zone: 'America/New_York', from: '2026-03-07T00:00Z' },
    times: ['2026-03-07T07:30', '2026-03-08T07:00', '2026-03-09T06:30'],
  },
  {
    name: 'New York, autumn: 01:30 runs once',
    ...{ expression: '30 1 * * *', zone: 'America/New_York', from: '2026-10-31T00:00Z' },
    times: ['2026-10-31T05:30', '2026-11-01T05:30', '2026-11-02T06:30'],
  },
  {
    name: 'New York, autumn: every hour runs in both',
    ...{ expression: '30 * * * *', zone: 'America/New_York', from: '2026-11-01T05:00Z' },
    times: ['2026-11-01T05:30', '2026-11-01T06:30', '2026-11-01T07:30'],
  },
  {
    name: 'Lord Howe, spring: clocks skip half an hour, and 02:15 runs at 02:30',
    ...{ expression: '15 2 * * *', zone: 'Australia/Lord_Howe', from: '2026-10-02T12:00Z' },
    times: ['2026-10-02T15:45', '2026-10-03T15:30', '2026-10-04T15:15'],
  },
  {
    name: 'Lord Howe, autumn: half an hour is there twice, and 01:45 runs once',
    ...{ expression: '45 1 * * *', zone: 'Australia/Lord_Howe', from: '2026-04-03T12:00Z' },
    times: ['2026-04-03T14:45', '2026-04-04T14:45', '2026-04-05T15:15'],
  },
  {
    name: 'Lord Howe, autumn: every quarter of an hour runs through both half hours',
    ...{ expression: '*/15 * * * *', zone: 'Australia/Lord_Howe', from: '2026-04-04T14:35Z' },
    times: ['2026-04-04T14:45', '2026-04-04T15:00', '2026-04-04T15:15', '2026-04-04T15:30', '2026-04-04T15:45'],
  },
  {
    name: 'São Paulo, which changes its clocks no more: 02:30 is 05:30 UTC in spring',
    ...{ expression: '30 2 * * *', zone: 'America/Sao_Paulo', from: '2026-10-17T12:00Z' },
    times: ['2026-10-18T05:30', '2026-10-19T05:30', '2026-10-20T05:30'],
  },
  {
    name: 'São Paulo: and in autumn',
    ...{ expression: '30 2 * * *', zone: 'America/Sao_Paulo', from: '2026-02-14T12:00Z' },
    times: ['2026-02-15T05:30', '2026-02-16T05:30'],
  },
  {
    name: 'Samoa, which once left out a whole day: that day has no noon, and no run',
    ...{ expression: '0 12 * * *', zone: 'Pacific/Apia', from: '2011-12-29T12:00Z' },
    times: ['2011-12-29T22:00', '2011-12-30T22:00'],
  },
];

test.each(days)('$name', ({ expression, zone, from, times }) => {
  expect(next(cron(expression, zone), from, times.length)).toEqual(times);
});

test.each(days)('looking back sees the same due times as looking ahead: $name', ({ expression, zone, times }) => {
  const last = Date.parse(`${times.at(-1)}Z`);
  const back = dueTimesOf(cron(expression, zone)).latest(last, times.length).map(iso);
  expect(back).toEqual(times);
  // To the last due time belongs its very moment, and nothing of the millisecond before it.
  expect(dueTimesOf(cron(expression, zone)).latest(last, 1)).toEqual([last]);
  expect(dueTimesOf(cron(expression, zone)).latest(last - 1, 1)).not.toEqual([last]);
});

test('an interval is elapsed time: 24 hours stay 24 hours when clocks change', () => {
  const daily: Timing = {
    kind: 'interval',
    intervalMinutes: 1_440,
    timeZone: 'Europe/Berlin',
    since: '2026-03-28T01:30Z',
  };
  expect(next(daily, '2026-03-28T01:30Z', 3)).toEqual(['2026-03-29T01:30', '2026-03-30T01:30', '2026-03-31T01:30']);
});

test('an interval begins at the next full minute, so that no run comes early', () => {
  const timing: Timing = { kind: 'interval', intervalMinutes: 5, timeZone: 'UTC', since: '2026-01-01T00:00:30.500Z' };
  expect(next(timing, '2026-01-01T00:00:30.500Z', 2)).toEqual(['2026-01-01T00:06', '2026-01-01T00:11']);
  const due = dueTimesOf(timing);
  expect(due.latest(Date.parse('2026-01-01T00:05:59Z'), 5)).toEqual([]);
  expect(due.latest(Date.parse('2026-01-01T00:21:00Z'), 2).map(iso)).toEqual(['2026-01-01T00:16', '2026-01-01T00:21']);
});

test('a moment is due once', () => {
  const due = dueTimesOf({
    kind: 'once',
    runAt: '2026-05-05T10:00:00Z',
    timeZone: 'UTC',
    since: '2026-01-01T00:00:00Z',
  });
  const at = Date.parse('2026-05-05T10:00:00Z');
  expect([due.after(at - 1), due.after(at), due.latest(at, 5), due.latest(at - 1, 5)]).toEqual([
    at,
    undefined,
    [at],
    [],
  ]);
});

test('nothing is due before the timing counts', () => {
  const due = dueTimesOf({ ...cron('* * * * *', 'UTC'), since: '2026-01-01T00:00:00.000Z' });
  expect(due.after(0)).toBe(Date.parse('2026-01-01T00:01:00Z'));
  expect(due.latest(Date.parse('2026-01-01T00:02:00Z'), 10)).toHaveLength(2);
});

test.each([
  ['0 0 L * *', ['2026-10-31T00:00', '2026-11-30T00:00']],
  ['0 0 15W * *', ['2026-11-16T00:00', '2026-12-15T00:00']],
  ['0 0 * * 5#2', ['2026-11-13T00:00', '2026-12-11T00:00']],
  ['0 9 * * MON-FRI', ['2026-10-16T09:00', '2026-10-19T09:00']],
  ['0 0 29 2 *', ['2028-02-29T00:00', '2032-02-29T00:00']],
])('%s is understood', (expression, times) => {
  expect(refusedCron(expression, 'UTC', Date.parse('2026-10-15T12:00Z'))).toBeUndefined();
  expect(next(cron(expression, 'UTC'), '2026-10-15T12:00Z', 2)).toEqual(times);
});

test('the year 2100 is no leap year', () => {
  expect(next(cron('0 0 29 2 *', 'UTC'), '2096-03-01T00:00Z', 1)).toEqual(['2104-02-29T00:00']);
});

test.each([
  ['0 0 30 2 *', /never fires/],
  ['0 0 31 4,6,9,11 *', /never fires/],
  ['* * * * * *', /Five fields/],
  ['* * * *', /Five fields/],
  ['@hourly', /Five fields/],
  ['2026-12-01T00:00:00', /Five fields/],
  ['61 * * * *', /Invalid value for minute: 61/],
  ['* 25 * * *', /hour/],
  ['*/0 * * * *', /./],
  ['a b c d e', /./],
  ['* * * * 💥', /./],
  ['5/5 * * * *', /./],
])('%s is refused, and it is said why', (expression, why) => {
  expect(refusedCron(expression, 'UTC', Date.parse('2026-01-01T00:00Z'))).toMatch(why);
});
