import { decayed, type Evidence, noEvidence } from './evidence.ts';

/** What is believed before anything was seen here, in observations. */
export interface Prior {
  readonly successes: number;
  readonly failures: number;
  /** Which part of it comes from other organizations. */
  readonly others: Evidence;
  /** What the recipe alone is taken at. */
  readonly declared: number;
}

/** The word of the author is worth so many observations, all other organizations together at most so many. */
export const declaredWeight = 4;
export const othersWeight = 8;
const newcomer = 0.5;

export interface PriorInput {
  /** `trust` of the recipe. */
  readonly declared: number;
  /** Of ours, with tests for all it does. An author elsewhere could write any number, so at most .5 counts then. */
  readonly isBuiltIn: boolean;
  /** What is stored of all organizations, this one among them. */
  readonly everywhere?: Evidence | undefined;
  /** What is stored of this organization, so that it does not count twice. */
  readonly own?: Evidence | undefined;
}

export function priorOf(
  { declared, isBuiltIn, everywhere = noEvidence, own = noEvidence }: PriorInput,
  now: Date,
): Prior {
  const most = isBuiltIn ? 0.95 : newcomer;
  const mean = Math.min(most, Math.max(0.1, declared));
  const elsewhere = decayed(
    {
      successes: Math.max(0, everywhere.successes - own.successes),
      failures: Math.max(0, everywhere.failures - own.failures),
    },
    now,
  );
  const count = elsewhere.successes + elsewhere.failures;
  const share = count > othersWeight ? othersWeight / count : 1;
  const others = { successes: elsewhere.successes * share, failures: elsewhere.failures * share };
  return {
    successes: declaredWeight * mean + others.successes,
    failures: declaredWeight * (1 - mean) + others.failures,
    others,
    declared: mean,
  };
}
