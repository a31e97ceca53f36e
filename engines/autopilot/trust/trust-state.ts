import * as z from 'zod';
import { Evidence, noEvidence } from './evidence.ts';

const Count = z.int().min(0);

/**
 * What is stored of one recipe for one organization. `runs`, `successes` and the evidence are sums and can be written as atomic
 * additions. The rest depends on the order: it is written on the condition that it still is what was read.
 */
export const TrustState = z.strictObject({
  recipeId: z.string(),
  runs: Count,
  successes: Count,
  consecutiveFailures: Count,
  evidence: Evidence,
  blacklistedUntil: z.iso
    .datetime()
    .optional()
    .describe('When it is over, the recipe is on probation until it succeeds.'),
  blacklistings: Count.describe('How often, as far as it counts for how long the next one is.'),
  lastBlacklistedUntil: z.iso.datetime().optional(),
});
export type TrustState = z.infer<typeof TrustState>;

/** Of a recipe that never ran. */
export function newTrustState(recipeId: string): TrustState {
  return { recipeId, runs: 0, successes: 0, consecutiveFailures: 0, evidence: noEvidence, blacklistings: 0 };
}

export type Standing = 'good' | 'blacklisted' | 'probation';

export function standingOf({ blacklistedUntil }: Pick<TrustState, 'blacklistedUntil'>, now: Date): Standing {
  if (blacklistedUntil === undefined) return 'good';
  return now.getTime() < Date.parse(blacklistedUntil) ? 'blacklisted' : 'probation';
}
