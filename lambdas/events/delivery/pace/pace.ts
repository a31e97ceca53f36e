import * as z from 'zod';

/** What the rate limit of an endpoint remembers: the time, in microseconds since the epoch, from which it has nothing reserved. */
export const Pace = z.object({ nextAt: z.int() });
export type Pace = z.infer<typeof Pace>;

/** A second's worth may go at once, after a second without any. */
export const burstMicros = 1_000_000;
/** Further ahead nothing is reserved: as long as a message of the queue can wait. */
export const horizonMicros = 900_000_000;

export const intervalMicros = (perSecond: number) => Math.ceil(1_000_000 / perSecond);

/** When a reservation may be used, in milliseconds. */
export const slotMs = (reservedAt: number) => Math.ceil((reservedAt - burstMicros) / 1_000);

/** A reserved time that is long gone was kept back by something else; to use it now would be one too many. */
export function isUsable(slotAt: string | undefined, now: number): boolean {
  return slotAt !== undefined && now - Date.parse(slotAt) < 60_000;
}
