import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { type ThrottleStore, throttleKey } from './store.ts';
import { type AccountLimit, accountLimits, type Limit } from './throttle.ts';

export interface Attempt {
  readonly key: string;
  /** Beyond the limit: it must not be judged. */
  readonly isOver: boolean;
  /** The one that reaches the limit; of parallel attempts exactly one. */
  readonly isLast: boolean;
  /** When the window ends, in milliseconds since the epoch. */
  readonly until: number;
}

/**
 * Counts an attempt before it is judged, so that parallel ones cannot outrun the limit.
 * @throws AppError `unavailable` when it cannot be counted: what is not counted is not tried
 */
export function countAttempt(call: {
  ctx: PublicContext;
  deps: { throttle: ThrottleStore };
  input: { limit: AccountLimit; subject: string };
}): Promise<Attempt> {
  const { limit, subject } = call.input;
  return tally({ ...call, input: { key: throttleKey(limit, subject), limit: accountLimits[limit] } });
}

export async function tally(call: {
  ctx: PublicContext;
  deps: { throttle: ThrottleStore };
  input: { key: string; limit: Limit };
}): Promise<Attempt> {
  const { ctx, deps, input } = call;
  const { key, limit } = input;
  try {
    const { count, until } = await deps.throttle.add(key, limit, ctx.now);
    return { key, isOver: count > limit.max, isLast: count === limit.max, until };
  } catch (cause) {
    const headers = { 'retry-after': '2' };
    throw new AppError('unavailable', 'Attempts cannot be counted right now, so none is let through.', {
      ...{ cause, headers },
    });
  }
}

/** The same for everybody: it says when to come back, and nothing of an account. */
export function tooManyAttempts(until: number, now: number): AppError {
  return new AppError('too_many_attempts', 'There were too many attempts. Wait before you try again.', {
    headers: { 'retry-after': String(Math.max(1, Math.ceil((until - now) / 1_000))) },
  });
}
