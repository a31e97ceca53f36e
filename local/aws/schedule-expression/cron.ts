import { Cron } from 'croner';
import { dayOfWeek, stepped } from './cron-field.ts';
import { timeZone } from './time-zone.ts';

/** Strictly after; undefined when the expression has no further occurrence. */
export type NextOccurrence = (after: number) => number | undefined;

/**
 * An AWS cron expression: minutes, hours, day of month, month, day of week, year
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html).
 * Throws with the reason when it is not one.
 *
 * Clock changes (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html): a time that does not
 * exist is skipped, a time that exists twice runs once. croner would do otherwise, so it only walks clock readings,
 * and the zone turns a reading into an instant.
 */
export function parseCron(fields: string, zoneName = 'UTC'): NextOccurrence {
  const cron = new Cron(translate(fields), { paused: true, timezone: 'UTC', mode: '7-part', domAndDow: true });
  const zone = timeZone(zoneName);
  return (after) => {
    let reading = cron.nextRun(new Date(zone.wallTime(after)));
    while (reading) {
      const [instant] = zone.instants(reading.getTime());
      if (instant !== undefined && instant > after) return instant;
      reading = cron.nextRun(reading);
    }
    return undefined;
  };
}

/** Translates to croner's seven fields, with seconds first and Sunday as 0. */
function translate(fields: string): string {
  const [minutes, hours, day, month, weekday, year, ...rest] = fields.trim().split(/\s+/);
  if (!minutes || !hours || !day || !month || !weekday || !year || rest.length > 0) {
    throw new Error('a cron expression has six fields');
  }
  if ((day === '?') === (weekday === '?')) {
    throw new Error('exactly one of day-of-month and day-of-week must be ?');
  }
  return [
    '0',
    stepped(minutes, 0, 59),
    stepped(hours, 0, 23),
    day === '?' ? '*' : stepped(day, 1, 31),
    stepped(month.toUpperCase(), 1, 12),
    weekday === '?' ? '*' : dayOfWeek(weekday),
    stepped(year, 1970, 2199),
  ].join(' ');
}
