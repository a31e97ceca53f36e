import { dayMs } from './evidence.ts';
import { evidenceOf, type Outcome, outcomes } from './outcome.ts';
import { standingOf, type TrustState } from './trust-state.ts';

export const failuresToBlacklist = 3;
const firstBlacklistDays = 7;
/** 7, 14, 28, 56, 112, 224 days. */
const mostDoublings = 5;
/** After so long without one, the next blacklisting is the first again. */
const forgivenAfterDays = 180;

/**
 * The state after an outcome. Not to be given the same outcome twice: the caller knows by the run, or the pull request, whether
 * it was counted. What comes while a recipe is blacklisted counts as evidence, and neither lifts nor prolongs that.
 */
export function applyOutcome(state: TrustState, outcome: Outcome, at: Date): TrustState {
  const { isRun, streak } = outcomes[outcome];
  const added = evidenceOf(outcome, at);
  const next: TrustState = {
    ...state,
    runs: state.runs + (isRun ? 1 : 0),
    successes: state.successes + (outcome === 'verified' ? 1 : 0),
    consecutiveFailures: streaks[streak](state.consecutiveFailures),
    evidence: {
      successes: state.evidence.successes + added.successes,
      failures: state.evidence.failures + added.failures,
    },
  };
  const standing = standingOf(state, at);
  if (standing === 'good') {
    return streak === 'grows' && next.consecutiveFailures >= failuresToBlacklist ? blacklisted(next, at) : next;
  }
  if (standing === 'blacklisted' || streak === 'stays') return next;
  return streak === 'grows' ? blacklisted(next, at) : lifted(next);
}

const streaks = {
  ends: () => 0,
  grows: (failures: number) => failures + 1,
  stays: (failures: number) => failures,
} as const;

function blacklisted(state: TrustState, at: Date): TrustState {
  const { lastBlacklistedUntil } = state;
  const isForgiven =
    lastBlacklistedUntil !== undefined && at.getTime() - Date.parse(lastBlacklistedUntil) > forgivenAfterDays * dayMs;
  const before = isForgiven ? 0 : state.blacklistings;
  const days = firstBlacklistDays * 2 ** Math.min(before, mostDoublings);
  const until = new Date(at.getTime() + days * dayMs).toISOString();
  return { ...state, blacklistings: before + 1, blacklistedUntil: until, lastBlacklistedUntil: until };
}

function lifted({ blacklistedUntil: _, ...state }: TrustState): TrustState {
  return state;
}
