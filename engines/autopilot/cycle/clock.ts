import { type Phase, phases } from './cycle-result.ts';

/** Where each phase lies between 0 and 100 %. */
const shares: Readonly<Record<Phase, readonly [from: number, to: number]>> = {
  observe: [0, 25],
  decide: [25, 26],
  act: [26, 40],
  verify: [40, 95],
  write: [95, 100],
};

export type Progress = (percent: number, message: string) => void;

/** Measures the phases of a cycle, and tells how far it is; the percentage never falls. */
export class Clock {
  readonly #progress: Progress;
  readonly #spent: Record<Phase, number> = { observe: 0, decide: 0, act: 0, verify: 0, write: 0 };
  #last = 0;

  constructor(progress: Progress) {
    this.#progress = progress;
  }

  get timings(): Readonly<Record<Phase, number>> {
    const timings = { ...this.#spent };
    for (const phase of phases) timings[phase] = Math.round(timings[phase]);
    return timings;
  }

  async during<T>(phase: Phase, work: () => Promise<T> | T): Promise<T> {
    this.tell(phase, 0, phase);
    const begun = performance.now();
    try {
      return await work();
    } finally {
      this.#spent[phase] += performance.now() - begun;
    }
  }

  /** `share` of the phase is done: from 0 to 1. */
  tell(phase: Phase, share: number, message: string): void {
    const [from, to] = shares[phase];
    this.#last = Math.max(this.#last, Math.round(from + (to - from) * share));
    this.#progress(this.#last, message);
  }
}
