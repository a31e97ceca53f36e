import { expect, test } from 'vitest';
import { parseCron } from '../../../../local/aws/schedule-expression/cron.ts';

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html

function runs(fields: string, from: string, count: number, zone?: string): string[] {
  const next = parseCron(fields, zone);
  const found: string[] = [];
  let at = next(Date.parse(from));
  while (at !== undefined && found.length < count) {
    found.push(new Date(at).toISOString().slice(0, 16));
    at = next(at);
  }
  return found;
}

test.each([
  ['0 10 * * ? *', '10:00 every day', ['2026-03-01T10:00', '2026-03-02T10:00']],
  ['0/20 * * * ? *', 'every 20 minutes', ['2026-03-01T00:20', '2026-03-01T00:40', '2026-03-01T01:00']],
  ['5/25 8 * * ? *', 'from minute 5 on', ['2026-03-01T08:05', '2026-03-01T08:30', '2026-03-01T08:55']],
  ['0 18 ? * MON-FRI *', 'weekdays', ['2026-03-02T18:00', '2026-03-03T18:00']],
  ['0 8 ? * 2 *', 'days count from Sunday as 1', ['2026-03-02T08:00', '2026-03-09T08:00']],
  ['0 8 ? * FRI-MON *', 'over the end of the week', ['2026-03-01T08:00', '2026-03-02T08:00', '2026-03-06T08:00']],
  ['0 8 L * ? *', 'last day of the month', ['2026-03-31T08:00', '2026-04-30T08:00']],
  ['0 8 15W * ? *', 'weekday nearest to the 15th', ['2026-03-16T08:00', '2026-04-15T08:00']],
  ['0 8 ? * 6L *', 'last Friday', ['2026-03-27T08:00', '2026-04-24T08:00']],
  ['0 8 ? * L *', 'Saturday', ['2026-03-07T08:00', '2026-03-14T08:00']],
  ['0 9 ? * 3#1 *', 'first Tuesday', ['2026-03-03T09:00', '2026-04-07T09:00']],
  ['0 8 1 JAN,jul ? 2026-2027', 'names and years', ['2026-07-01T08:00', '2027-01-01T08:00', '2027-07-01T08:00']],
])('%s: %s', (fields, _meaning, expected) => {
  expect(runs(fields, '2026-03-01T00:00:00Z', expected.length)).toEqual(expected);
});

test('a year that is over has no further run', () => {
  expect(runs('0 8 1 1 ? 2020', '2026-03-01T00:00:00Z', 1)).toEqual([]);
});

test.each([
  ['0 8 * * *', 'six fields'],
  ['0 8 * * * *', 'exactly one of day-of-month and day-of-week must be ?'],
  ['0 8 ? * ? *', 'exactly one of day-of-month and day-of-week must be ?'],
  ['60 8 * * ? *', '60 is not between 0 and 59'],
  ['0 24 * * ? *', '24 is not between 0 and 23'],
  ['0 8 32 * ? *', '32 is not between 1 and 31'],
  ['0 8 * 13 ? *', '13 is not between 1 and 12'],
  ['0 8 ? * 8 *', '8 is not a day of the week'],
  ['0 8 ? * 2#6 *', '2#6 is not a day of the week'],
  ['0 8 * * ? 1969', '1969 is not between 1970 and 2199'],
  ['? 8 * * ? *', '? is not allowed'],
  ['x 8 * * ? *', 'illegal characters'],
])('%s is refused: %s', (fields, reason) => {
  expect(() => parseCron(fields)).toThrow(reason);
});

// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
test('a time that the clock jumps over in spring is skipped', () => {
  expect(runs('30 2 * * ? *', '2026-03-28T00:00:00Z', 2, 'Europe/Berlin')).toEqual([
    '2026-03-28T01:30',
    '2026-03-30T00:30',
  ]);
});

test('a time that comes twice in autumn runs once', () => {
  expect(runs('30 2 * * ? *', '2026-10-24T12:00:00Z', 2, 'Europe/Berlin')).toEqual([
    '2026-10-25T00:30',
    '2026-10-26T01:30',
  ]);
  expect(runs('30 1 * * ? *', '2026-10-31T12:00:00Z', 2, 'America/New_York')).toEqual([
    '2026-11-01T05:30',
    '2026-11-02T06:30',
  ]);
});

test('the hour stays what it is in its place, over both changes', () => {
  expect(runs('0 8 * * ? *', '2026-03-27T12:00:00Z', 2, 'Europe/Berlin')).toEqual([
    '2026-03-28T07:00',
    '2026-03-29T06:00',
  ]);
  expect(runs('0 8 * * ? *', '2026-10-23T12:00:00Z', 2, 'Europe/Berlin')).toEqual([
    '2026-10-24T06:00',
    '2026-10-25T07:00',
  ]);
});

test('an unknown time zone is a RangeError', () => {
  expect(() => parseCron('0 8 * * ? *', 'Mars/Olympus')).toThrow(RangeError);
});
