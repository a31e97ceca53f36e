import { decayed } from './evidence.ts';
import { betaQuantile } from './incomplete-beta.ts';
import type { Prior } from './prior.ts';
import { type Standing, standingOf, type TrustState } from './trust-state.ts';

export const leastTrust = 0.1;

/** What is believed of a recipe at a moment: the posterior Beta(successes, failures) of its next outcome. */
export interface Trust {
  /** Its mean, never below .1, with six decimals: so what is .8 is not a little less by rounding. */
  readonly trust: number;
  /** In which the true rate lies with a probability of 90 %; a twentieth on either side. */
  readonly interval: readonly [low: number, high: number];
  /** How many observations it rests on, prior included. */
  readonly observations: number;
  readonly standing: Standing;
}

export function trustOf(state: TrustState, prior: Prior, now: Date): Trust {
  const seen = decayed(state.evidence, now);
  const [a, b] = [prior.successes + seen.successes, prior.failures + seen.failures];
  return {
    trust: Math.round(Math.min(1, Math.max(leastTrust, a / (a + b))) * 1e6) / 1e6,
    interval: [betaQuantile(0.05, a, b), betaQuantile(0.95, a, b)],
    observations: a + b,
    standing: standingOf(state, now),
  };
}

/** As it is shown: what was counted, with the trust of now. */
export interface TrustRecord {
  readonly recipeId: string;
  readonly runs: number;
  readonly successes: number;
  readonly trust: number;
  readonly consecutiveFailures: number;
  readonly blacklistedUntil?: string;
}

export function trustRecordOf(state: TrustState, prior: Prior, now: Date): TrustRecord {
  const { recipeId, runs, successes, consecutiveFailures, blacklistedUntil } = state;
  const { trust } = trustOf(state, prior, now);
  return { recipeId, runs, successes, trust, consecutiveFailures, ...(blacklistedUntil && { blacklistedUntil }) };
}
