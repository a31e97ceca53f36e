import { type Plan, planLimits } from './plan.ts';

/** One request that wants to pass. */
export interface Taker {
  readonly orgId: string;
  /** Who asks: the id of a person, an API key, a service account or a workload. */
  readonly principal: string;
  readonly plan: Plan;
  /** The credential's own limit; it can only be below the plan's. */
  readonly burstPerMinute?: number;
  readonly cost: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What is left of one policy after this request. */
export interface Allowance {
  readonly limit: number;
  readonly windowSeconds: number;
  readonly remaining: number;
  /** Until there is more. */
  readonly resetSeconds: number;
}

export interface Verdict {
  readonly burst: Allowance;
  readonly month: Allowance;
  readonly refusal?: { readonly policy: 'burst' | 'month'; readonly retryAfterSeconds: number };
}

/** What is known of an organization's item. Times are whole microseconds since the epoch; absent means never used. */
export interface State {
  /** When the bucket of the organization is full again: the theoretical arrival time of GCRA. */
  readonly org: number | undefined;
  /** The same of the one who asks. */
  readonly own: number | undefined;
  /** `2026-11`, and what was taken in it. */
  readonly month: string | undefined;
  readonly used: number;
}

/**
 * A token bucket of `capacity` that refills in a minute, kept as the one time at which it is full again. A request takes its
 * cost by moving that time on, and may do so while it stays within one minute's worth of now.
 */
export interface Bucket {
  readonly capacity: number;
  /** Microseconds in which one token grows; whole, so that sums stay exact, for which milliseconds are too coarse. */
  readonly interval: number;
  /** By how much this request moves the time on. */
  readonly take: number;
  /** The latest time from which it may be moved on. */
  readonly latest: number;
}

/** The limits as they are for one request. */
export interface Rule {
  readonly now: number;
  readonly cost: number;
  readonly org: Bucket;
  readonly own: Bucket;
  readonly month: { readonly name: string; readonly start: number; readonly end: number; readonly limit: number };
}

const windowSeconds = 60;
const second = 1_000_000;

export function ruleOf({ plan, burstPerMinute, cost: wish, now: ms }: Taker): Rule {
  const limits = planLimits[plan];
  const ownLimit = Math.max(1, Math.min(burstPerMinute ?? limits.burstPerMinute, limits.burstPerMinute));
  // A route may cost more than a small limit holds: then it takes all of it, because never would be no limit but a lock.
  const cost = Math.min(wish, ownLimit);
  const now = ms * 1_000;
  const day = new Date(ms);
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
  return {
    now,
    cost,
    org: bucketOf(limits.burstPerMinute, cost, now),
    own: bucketOf(ownLimit, cost, now),
    month: {
      name: day.toISOString().slice(0, 7),
      start: Date.UTC(year, month) * 1_000,
      end: Date.UTC(year, month + 1) * 1_000,
      limit: limits.requestsPerMonth,
    },
  };
}

function bucketOf(capacity: number, cost: number, now: number): Bucket {
  const interval = Math.ceil((windowSeconds * second) / capacity);
  return { capacity, interval, take: cost * interval, latest: now + (capacity - cost) * interval };
}

/** What is left in this state, and, before anything is taken, whether the request has to wait. */
export function judge(rule: Rule, state: State): Verdict {
  const standing = standingOf(rule, state);
  const { burst, month } = standing;
  if (usedIn(rule, state) + rule.cost > rule.month.limit) {
    return { ...standing, refusal: { policy: 'month', retryAfterSeconds: month.resetSeconds } };
  }
  const wait = Math.max((state.org ?? 0) - rule.org.latest, (state.own ?? 0) - rule.own.latest);
  if (wait <= 0) return standing;
  return { ...standing, refusal: { policy: 'burst', retryAfterSeconds: Math.max(seconds(wait), burst.resetSeconds) } };
}

export function standingOf(rule: Rule, state: State): Pick<Verdict, 'burst' | 'month'> {
  return { burst: tightest(rule, state), month: monthly(rule, state) };
}

/** Whoever asks sees one burst policy: their own limit, and what is left of it for them. */
function tightest(rule: Rule, state: State): Allowance {
  const [org, own] = [leftIn(rule.org, state.org, rule.now), leftIn(rule.own, state.own, rule.now)];
  return { limit: rule.own.capacity, windowSeconds, ...(org.remaining < own.remaining ? org : own) };
}

function leftIn({ capacity, interval }: Bucket, full = 0, now: number) {
  const available = capacity * interval - Math.max(full - now, 0);
  const untilNext = available < 0 ? interval - available : interval - (available % interval);
  return {
    remaining: Math.max(0, Math.floor(available / interval)),
    resetSeconds: available === capacity * interval ? 0 : seconds(untilNext),
  };
}

function monthly(rule: Rule, state: State): Allowance {
  const { start, end, limit } = rule.month;
  return {
    limit,
    windowSeconds: (end - start) / second,
    remaining: Math.max(0, limit - usedIn(rule, state)),
    resetSeconds: seconds(end - rule.now),
  };
}

/** A later month than ours is there when another function's clock is ahead at midnight: then it is the one that counts. */
export function hasBegun(rule: Rule, state: State): boolean {
  return state.month !== undefined && state.month >= rule.month.name;
}

function usedIn(rule: Rule, state: State): number {
  return hasBegun(rule, state) ? state.used : 0;
}

function seconds(microseconds: number): number {
  return Math.ceil(microseconds / second);
}
