/** Some things by their numbers, in ascending order. */
export type Indices = readonly number[];

export interface Avoiding {
  readonly kept: Indices;
  /** False when the search was given up, and a good set is given instead of the best. */
  readonly isLargest: boolean;
}

/** Far more steps than the conflicts of real fixes need. The problem is NP-hard, so that there has to be an end. */
const mostSteps = 200_000;

/**
 * The largest part of 0 … count - 1 that has not all of any core in it; of several that are as large, the one that
 * keeps the first, then the second, and so on.
 */
export function largestAvoiding(count: number, cores: readonly Indices[]): Avoiding {
  const all = Array.from({ length: count }, (_, index) => index);
  const steps = { left: mostSteps };
  const removed = new Set<number>();
  const kept = new Set<number>();
  let size = disjointCount(cores);
  while (!canHit({ cores, removed, kept, size, steps }) && steps.left > 0) size += 1;
  for (const index of new Set(cores.flat().toSorted((a, b) => a - b))) {
    if (steps.left <= 0) break;
    kept.add(index);
    if (canHit({ cores, removed, kept, size: size - removed.size, steps })) continue;
    kept.delete(index);
    removed.add(index);
  }
  if (steps.left > 0) return { kept: all.filter((index) => !removed.has(index)), isLargest: true };
  const hit = hitGreedily(cores);
  return { kept: all.filter((index) => !hit.has(index)), isLargest: false };
}

interface Hitting {
  readonly cores: readonly Indices[];
  readonly removed: ReadonlySet<number>;
  /** What must not be removed. */
  readonly kept: ReadonlySet<number>;
  /** How many more may be removed. */
  readonly size: number;
  readonly steps: { left: number };
}

/** Whether every core loses one of its members. Given up, it says that it cannot. */
function canHit({ cores, removed, kept, size, steps }: Hitting): boolean {
  steps.left -= 1;
  if (steps.left <= 0) return false;
  const open = cores
    .filter((core) => !core.some((index) => removed.has(index)))
    .map((core) => core.filter((index) => !kept.has(index)));
  const [first, ...rest] = open;
  if (!first) return true;
  const narrowest = rest.reduce((least, core) => (core.length < least.length ? core : least), first);
  if (narrowest.length === 0 || disjointCount(open) > size) return false;
  const passed = new Set(kept);
  for (const index of narrowest) {
    if (canHit({ cores, removed: new Set(removed).add(index), kept: passed, size: size - 1, steps })) return true;
    passed.add(index);
  }
  return false;
}

/** So many at least have to be removed. */
function disjointCount(cores: readonly Indices[]): number {
  const taken = new Set<number>();
  let count = 0;
  for (const core of cores.toSorted((a, b) => a.length - b.length)) {
    if (core.some((index) => taken.has(index))) continue;
    count += 1;
    for (const index of core) taken.add(index);
  }
  return count;
}

/** Again and again the one that is in most cores, and of those the last. */
function hitGreedily(cores: readonly Indices[]): ReadonlySet<number> {
  const removed = new Set<number>();
  for (let open = cores; open.length > 0; open = open.filter((core) => !core.some((index) => removed.has(index)))) {
    const counts = new Map<number, number>();
    for (const index of open.flat()) counts.set(index, (counts.get(index) ?? 0) + 1);
    const [most] = [...counts].toSorted(([a, inA], [b, inB]) => inB - inA || b - a);
    if (!most) break;
    removed.add(most[0]);
  }
  return removed;
}
