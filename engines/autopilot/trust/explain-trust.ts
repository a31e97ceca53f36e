import { thresholds } from '../decide/thresholds.ts';
import { decayed, halfLifeDays } from './evidence.ts';
import { declaredWeight, type Prior } from './prior.ts';
import { type Trust, trustOf } from './trust.ts';
import type { TrustState } from './trust-state.ts';

export interface TrustExplanation extends Trust {
  /** In plain words, with all numbers that make the trust what it is. */
  readonly reasons: readonly string[];
}

export function explainTrust(state: TrustState, prior: Prior, now: Date): TrustExplanation {
  const trust = trustOf(state, prior, now);
  const [low, high] = trust.interval;
  const shown = `${state.recipeId} is trusted at ${decimals(trust.trust)}: its next fix holds with about that probability.`;
  return {
    ...trust,
    reasons: [
      `${shown} With 90 % probability the true rate is between ${decimals(low)} and ${decimals(high)}.`,
      ...ownReasons(state, now),
      ...priorReasons(prior),
      standingReason(state, trust),
    ],
  };
}

function ownReasons({ runs, successes, evidence }: TrustState, now: Date): string[] {
  const seen = decayed(evidence, now);
  if (seen.successes + seen.failures === 0) return ['Your organization has not seen it yet.'];
  const ran = `It ran ${times(runs)} for your organization: ${successes} verified, ${runs - successes} rolled back.`;
  const weighed = `With what became of its pull requests, and counting half after ${halfLifeDays} days, that is worth`;
  return [ran, `${weighed} ${decimals(seen.successes)} successes and ${decimals(seen.failures)} failures today.`];
}

function priorReasons({ declared, others }: Prior): string[] {
  const told = `Before any run it is taken at ${decimals(declared)}, which is worth ${declaredWeight} observations.`;
  const count = others.successes + others.failures;
  if (count === 0) return [told];
  const elsewhere = `Other organizations add ${decimals(others.successes)} successes and ${decimals(others.failures)} failures.`;
  return [told, elsewhere];
}

function standingReason({ blacklistedUntil }: TrustState, { standing, trust }: Trust): string {
  if (standing === 'blacklisted') {
    return `It failed too often in a row and is not used until ${blacklistedUntil}.`;
  }
  if (standing === 'probation') {
    return `It was blacklisted until ${blacklistedUntil} and is on probation: it runs when a person names it; a success ends that, a failure blacklists it for longer.`;
  }
  const { execute, skip } = thresholds;
  if (trust < skip) return `Below ${skip} it is not used.`;
  if (trust < execute.trust) return `Below ${execute.trust} a person approves what it does.`;
  return `From ${execute.trust} on it runs by itself where its confidence is ${execute.confidence} or more.`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function decimals(value: number): string {
  return value.toFixed(2);
}
