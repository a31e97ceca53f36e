/** What a run of many tasks comes to. */
export interface TaskFigures {
  /** From the first submit to the last end. */
  readonly perSecond: number;
  /** From the submit of a task to the start of its work, in milliseconds. */
  readonly startP50Ms: number;
  readonly startP95Ms: number;
}

/** The nearest-rank percentile; 0 of nothing. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}
