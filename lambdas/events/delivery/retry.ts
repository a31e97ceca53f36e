/** Seconds between the attempts at one delivery: eleven in a little more than three days. */
export const retryDelays = [5, 30, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** No retry begins later than this after the first attempt was due, whatever a `Retry-After` says. */
export const retryWindowMs = 80 * 3_600_000;

interface Failed {
  /** How many attempts there were, this one included. */
  readonly attempt: number;
  /** When the series of attempts began. */
  readonly startedAt: number;
  readonly now: number;
  readonly retryAfterMs: number | undefined;
  readonly random: () => number;
}

/**
 * When to try again, in milliseconds since the epoch; undefined when this was the last attempt. A delay is a fifth longer or
 * shorter by chance, so that what failed together does not come back together. `Retry-After` can make it longer, up to the end of
 * the window, never shorter: a server that says 0 would be through with all retries in a minute.
 */
export function nextAttemptAt({ attempt, startedAt, now, retryAfterMs = 0, random }: Failed): number | undefined {
  const delay = retryDelays[attempt - 1];
  const end = startedAt + retryWindowMs;
  if (delay === undefined || now >= end) return undefined;
  const jittered = delay * 1_000 * (0.8 + 0.4 * random());
  return Math.min(now + Math.max(jittered, retryAfterMs), end);
}

/** RFC 9110 §10.2.3: seconds, or a date. @returns milliseconds from now; undefined where there is none that can be read */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const date = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Said by a server, or by the proxy before it, that has more to do than it can: the endpoint as a whole is to slow down. */
export const isThrottling = (status: number | undefined) => status === 429 || status === 502 || status === 504;
