import * as z from 'zod';
import { type Evidence, storedWeight } from './evidence.ts';

/**
 * What became of a recipe's fix. The platform tells the first two, once for each run; people the others, once for each pull
 * request. That a person merged it says more than our own check, that it was taken back again the most.
 */
export const outcomes = {
  verified: { successes: 1, failures: 0, isRun: true, streak: 'ends' },
  'rolled-back': { successes: 0, failures: 1, isRun: true, streak: 'grows' },
  merged: { successes: 2, failures: 0, isRun: false, streak: 'ends' },
  reverted: { successes: 0, failures: 5, isRun: false, streak: 'grows' },
  /** May have had any reason; so it is no failure in a row. */
  rejected: { successes: 0, failures: 1, isRun: false, streak: 'stays' },
} as const;

export const Outcome = z.enum(['verified', 'rolled-back', 'merged', 'reverted', 'rejected']);
export type Outcome = z.infer<typeof Outcome>;

export const Feedback = Outcome.extract(['merged', 'reverted', 'rejected']);
export type Feedback = z.infer<typeof Feedback>;

/** What is to be added to the evidence that is stored. */
export function evidenceOf(outcome: Outcome, at: Date): Evidence {
  const { successes, failures } = outcomes[outcome];
  return { successes: storedWeight(at, successes), failures: storedWeight(at, failures) };
}
