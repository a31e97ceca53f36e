import { type Indices, largestAvoiding } from './largest-avoiding.ts';
import { minimalCore } from './minimal-core.ts';
import { BudgetExhausted, Probe, type Verify } from './probe.ts';

export interface Selection {
  /** Seen to be green together; none is green without being looked at. */
  readonly kept: Indices;
  readonly dropped: readonly Dropped[];
  /** False when observations ran out before there was a proof. */
  readonly isProvenLargest: boolean;
  /** Sets that were looked at, each once. */
  readonly tries: number;
}

export interface Dropped {
  readonly index: number;
  /** `alone`: red by itself. `conflict`: red together with `others`. `unproven`: observations ran out. */
  readonly why: 'alone' | 'conflict' | 'unproven';
  readonly others: Indices;
}

/**
 * The largest set of the fixes 0 … count - 1 that is green together; of several, the one with the first fixes. It looks
 * at all of them, then finds the smallest sets that are red, and looks at the largest set that has none of those in it,
 * until that is green: nothing larger can be, as each larger one has a red set in it.
 */
export async function selectFixes(count: number, verify: Verify): Promise<Selection> {
  const probe = new Probe(verify);
  let isProvenLargest = false;
  try {
    isProvenLargest = await search(probe, count);
  } catch (error) {
    if (!(error instanceof BudgetExhausted)) throw error;
  }
  const kept = probe.best;
  const dropped = Array.from({ length: count }, (_, index) => index).filter((index) => !kept.includes(index));
  return {
    kept,
    dropped: dropped.map((index) => reasonOf(index, kept, probe.cores)),
    isProvenLargest,
    tries: probe.tries,
  };
}

/** True when what is best is proven to be. @throws BudgetExhausted */
async function search(probe: Probe, count: number): Promise<boolean> {
  for (;;) {
    const { kept, isLargest } = largestAvoiding(count, probe.cores);
    if (kept.length === 0) return isLargest;
    const verdict = await probe.observe(kept);
    if (verdict.isGreen) return isLargest;
    const red = await narrowed(probe, kept, verdict.suspects ?? []);
    await findCores(probe, red, red.length < kept.length);
  }
}

/** One, or as many as there are with no member in common. */
async function findCores(probe: Probe, red: Indices, isForAll: boolean): Promise<void> {
  const core = await minimalCore(probe, red);
  probe.addCore(core);
  const rest = red.filter((index) => !core.includes(index));
  if (isForAll && !(await probe.isGreen(rest))) await findCores(probe, rest, isForAll);
}

/** What is left without the suspects is often green, and they alone are often red: two looks instead of many. */
async function narrowed(probe: Probe, red: Indices, suspects: Indices): Promise<Indices> {
  const suspected = red.filter((index) => suspects.includes(index));
  if (suspected.length === 0 || suspected.length === red.length) return red;
  const others = red.filter((index) => !suspects.includes(index));
  if (!(await probe.isGreen(others))) return others;
  return (await probe.isGreen(suspected)) ? red : suspected;
}

function reasonOf(index: number, kept: Indices, cores: readonly Indices[]): Dropped {
  const own = cores.filter((core) => core.includes(index)).map((core) => core.filter((other) => other !== index));
  if (own.some((others) => others.length === 0)) return { index, why: 'alone', others: [] };
  const others = own.find((each) => each.every((other) => kept.includes(other))) ?? own[0];
  return others ? { index, why: 'conflict', others } : { index, why: 'unproven', others: [] };
}
