import type { Indices } from './largest-avoiding.ts';

export interface Verdict {
  readonly isGreen: boolean;
  /** Those of the set that the violations point to; a hint where to look first, and nothing more. */
  readonly suspects?: Indices;
}

/**
 * Looks at the tree with these fixes and no others. Takes seconds.
 * @throws BudgetExhausted when it may not look any more
 */
export type Verify = (set: Indices) => Promise<Verdict>;

/** There are no more observations to be had. */
export class BudgetExhausted extends Error {
  override name = 'BudgetExhausted';
}

/**
 * Remembers what was seen, and what follows from it: more of what is red is red, less of what is green is green. That
 * holds for whatever fixes do to each other but for one that repairs what another one breaks; such a set is only found
 * when it is tried whole.
 */
export class Probe {
  readonly #verify: Verify;
  readonly #seen = new Map<string, Verdict>();
  readonly #cores: Indices[] = [];
  readonly #green: Indices[] = [];
  #best: Indices = [];

  constructor(verify: Verify) {
    this.#verify = verify;
  }

  /** The largest set that was seen to be green; of several the one with the first fixes. */
  get best(): Indices {
    return this.#best;
  }

  /** Red sets of which no part is red. */
  get cores(): readonly Indices[] {
    return this.#cores;
  }

  get tries(): number {
    return this.#seen.size;
  }

  addCore(core: Indices): void {
    this.#cores.push(core);
  }

  /** @throws BudgetExhausted */
  async isGreen(set: Indices): Promise<boolean> {
    if (set.length === 0) return true;
    if (this.#cores.some((core) => isPartOf(core, set))) return false;
    return this.#green.some((green) => isPartOf(set, green)) || (await this.observe(set)).isGreen;
  }

  /** Not by what follows from others. @throws BudgetExhausted */
  async observe(set: Indices): Promise<Verdict> {
    const key = set.join(' ');
    const known = this.#seen.get(key);
    if (known) return known;
    const verdict = await this.#verify(set);
    this.#seen.set(key, verdict);
    if (verdict.isGreen) {
      this.#green.push(set);
      if (isBetter(set, this.#best)) this.#best = set;
    }
    return verdict;
  }
}

function isBetter(a: Indices, b: Indices): boolean {
  if (a.length !== b.length) return a.length > b.length;
  const nth = a.findIndex((index, at) => index !== b[at]);
  return (a[nth] ?? 0) < (b[nth] ?? 0);
}

function isPartOf(part: Indices, whole: Indices): boolean {
  const members = new Set(whole);
  return part.every((index) => members.has(index));
}
