import * as z from 'zod';

/**
 * `plan-limit`: a larger plan would have started it now. `organization-concurrency`: tasks of one's own stand before it, as
 * many as the largest plan runs at once. `platform-capacity`: its turn has come, a worker has not. `backoff`: between two
 * attempts. `delay`: it was asked to start later. `children`: it waits for tasks of its own.
 */
export const WaitReason = z.enum([
  'plan-limit',
  'organization-concurrency',
  'platform-capacity',
  'backoff',
  'delay',
  'children',
]);
export type WaitReason = z.infer<typeof WaitReason>;

/** `to` is missing while it still waits. A merged interval begins with its first part and is as long as all of them. */
export const Wait = z.object({
  reason: WaitReason,
  from: z.iso.datetime(),
  to: z.iso.datetime().optional(),
  merged: z.int().min(2).optional().describe('How many intervals were added up in this one.'),
});
export type Wait = z.infer<typeof Wait>;

/** More are merged, so that a task that is tried and held up often stays small. */
const maxWaits = 100;

const iso = (ms: number) => new Date(ms).toISOString();

/** From `at` on it waits for this reason; what it waited for until then ends at the same instant. */
export function waitFor(waits: readonly Wait[], reason: WaitReason, at: number): Wait[] {
  if (openWait(waits)?.reason === reason) return [...waits];
  return bounded([...stopWaiting(waits, at), { reason, from: iso(instantOf(waits, at)) }]);
}

/** An interval of no length says nothing and is left out. */
export function stopWaiting(waits: readonly Wait[], at: number): Wait[] {
  const open = openWait(waits);
  if (!open) return [...waits];
  const to = iso(instantOf(waits, at));
  return [...waits.slice(0, -1), ...(to === open.from ? [] : [{ ...open, to }])];
}

export function openWait(waits: readonly Wait[]): Wait | undefined {
  const last = waits.at(-1);
  return last && last.to === undefined ? last : undefined;
}

/** The clock of one machine may be behind that of another; time as the task sees it never goes back. */
export function instantOf(waits: readonly Wait[], now: number): number {
  const last = waits.at(-1);
  if (!last) return now;
  return Math.max(now, last.merged ? 0 : Date.parse(last.to ?? last.from));
}

/** Milliseconds of all intervals; an open one counts until `now`. */
export function waitedMs(waits: readonly Wait[], now: number): number {
  return waits.reduce(
    (sum, { from, to }) => sum + (to ? Date.parse(to) : Math.max(now, Date.parse(from))) - Date.parse(from),
    0,
  );
}

/** Adds the second oldest interval of a reason to the oldest one of it, until there are few enough. */
function bounded(waits: Wait[]): Wait[] {
  if (waits.length <= maxWaits) return waits;
  for (const [at, first] of waits.entries()) {
    const next = waits.findIndex((wait, index) => index > at && wait.reason === first.reason && wait.to !== undefined);
    const second = waits[next];
    if (!second?.to || !first.to) continue;
    const to = iso(Date.parse(first.to) + Date.parse(second.to) - Date.parse(second.from));
    const merged = { ...first, to, merged: (first.merged ?? 1) + (second.merged ?? 1) };
    return bounded(waits.flatMap((wait, index) => (index === at ? [merged] : index === next ? [] : [wait])));
  }
  return waits;
}
