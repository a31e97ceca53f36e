/** Clock time of one place, as the milliseconds that the same reading would be in UTC. */
export type WallTime = number;

export interface TimeZone {
  wallTime(instant: number): WallTime;
  /** The instants at which the clock shows it: none in a spring gap, two in autumn (the earlier one first). */
  instants(wall: WallTime): number[];
}

const dayMs = 86_400_000;

/** Throws a RangeError for a name that is not in the IANA database. */
export function timeZone(name: string): TimeZone {
  if (name === 'UTC') return { wallTime: (instant) => instant, instants: (wall) => [wall] };
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

  function wallTime(instant: number): WallTime {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const seconds = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return seconds + (((instant % 1000) + 1000) % 1000);
  }

  function instants(wall: WallTime): number[] {
    // The offsets a day before and a day after are the only two that a clock change lets apply.
    const offsets = [wall - dayMs, wall + dayMs].map((instant) => wallTime(instant) - instant);
    const candidates = [...new Set(offsets.map((offset) => wall - offset))];
    return candidates.filter((instant) => wallTime(instant) === wall).sort((a, b) => a - b);
  }

  return { wallTime, instants };
}
