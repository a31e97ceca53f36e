import { expect, test } from 'vitest';
import { nextOccurrence, parseScheduleExpression } from '../../../../local/aws/schedule-expression/expression.ts';

// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html

const minute = 60_000;

test.each([
  ['rate(1 minute)', minute],
  ['rate(5 minutes)', 5 * minute],
  ['rate(1 hour)', 60 * minute],
  ['rate(7 days)', 7 * 24 * 60 * minute],
])('%s', (expression, intervalMs) => {
  expect(parseScheduleExpression(expression)).toEqual({ kind: 'rate', intervalMs });
});

test('a rate counts from its anchor, whenever it is asked', () => {
  const rate = parseScheduleExpression('rate(5 minutes)');
  expect(nextOccurrence(rate, 1000, 1000)).toBe(1000 + 5 * minute);
  expect(nextOccurrence(rate, 1000, 1000 + 12 * minute)).toBe(1000 + 15 * minute);
  expect(nextOccurrence(rate, 1000, 0)).toBe(1000);
});

test.each([
  ['rate(1 minutes)', 'singular'],
  ['rate(5 minute)', 'plural'],
  ['rate(0 minutes)', 'positive'],
  ['rate(1 second)', 'minutes, hours or days'],
  ['at(2026-01-01)', 'yyyy-mm-ddThh:mm:ss'],
  ['at(2026-13-01T00:00:00)', 'yyyy-mm-ddThh:mm:ss'],
  ['every minute', 'expected rate(…), cron(…) or at(…)'],
])('%s is refused', (expression, reason) => {
  expect(() => parseScheduleExpression(expression)).toThrow(reason);
});

test.each([
  ['UTC', '2026-07-01T08:00:00', '2026-07-01T08:00:00.000Z'],
  ['Asia/Kolkata', '2026-07-01T08:00:00', '2026-07-01T02:30:00.000Z'],
  ['Europe/Berlin', '2026-10-25T02:30:00', '2026-10-25T00:30:00.000Z'],
  ['Europe/Berlin', '2026-03-29T02:30:00', '2026-03-29T01:30:00.000Z'],
])('at in %s: %s is %s', (zone, reading, expected) => {
  const at = parseScheduleExpression(`at(${reading})`, zone);
  expect(at).toEqual({ kind: 'at', at: Date.parse(expected) });
  expect(nextOccurrence(at, 0, 0)).toBe(Date.parse(expected));
  expect(nextOccurrence(at, 0, Date.parse(expected))).toBeUndefined();
});
