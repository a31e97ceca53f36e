import { type NextOccurrence, parseCron } from './cron.ts';
import { timeZone } from './time-zone.ts';

export type ScheduleExpression =
  | { readonly kind: 'rate'; readonly intervalMs: number }
  | { readonly kind: 'cron'; readonly next: NextOccurrence }
  | { readonly kind: 'at'; readonly at: number };

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** Parses `rate(…)`, `cron(…)` and `at(…)`. Throws with the reason when it is none, a RangeError for an unknown zone. */
export function parseScheduleExpression(expression: string, zoneName = 'UTC'): ScheduleExpression {
  // A rate needs no time zone, but a wrong one is a mistake there too.
  timeZone(zoneName);
  const [, kind, inner] = expression.trim().match(/^(rate|cron|at)\((.*)\)$/) ?? [];
  if (inner !== undefined && kind === 'rate') return { kind, intervalMs: rateMs(inner) };
  if (inner !== undefined && kind === 'cron') return { kind, next: parseCron(inner, zoneName) };
  if (inner !== undefined && kind === 'at') return { kind, at: atInstant(inner, zoneName) };
  throw new Error('expected rate(…), cron(…) or at(…)');
}

/** The first occurrence after an instant; a rate counts from its anchor. */
export function nextOccurrence(expression: ScheduleExpression, anchor: number, after: number): number | undefined {
  if (expression.kind === 'cron') return expression.next(after);
  if (expression.kind === 'at') return expression.at > after ? expression.at : undefined;
  const periods = Math.floor((after - anchor) / expression.intervalMs) + 1;
  return anchor + Math.max(0, periods) * expression.intervalMs;
}

/** One takes the singular, more the plural (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html). */
function rateMs(inner: string): number {
  const [, digits, unit, plural] = inner.trim().match(/^(\d+)\s+(minute|hour|day)(s?)$/) ?? [];
  const value = Number(digits);
  if (!(unit === 'minute' || unit === 'hour' || unit === 'day') || value < 1) {
    throw new Error('a rate is a positive number and minutes, hours or days');
  }
  if ((value === 1) === (plural === 's')) throw new Error('a rate of one takes the singular, a greater one the plural');
  return value * unitMs[unit];
}

/** A reading that a spring gap leaves out runs as many minutes after the gap as it lies in it. */
function atInstant(inner: string, zoneName: string): number {
  const reading = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner) ? Date.parse(`${inner}Z`) : Number.NaN;
  if (Number.isNaN(reading)) throw new Error('at takes yyyy-mm-ddThh:mm:ss');
  const zone = timeZone(zoneName);
  const [instant] = zone.instants(reading);
  if (instant !== undefined) return instant;
  const dayBefore = reading - 86_400_000;
  return reading - (zone.wallTime(dayBefore) - dayBefore);
}
