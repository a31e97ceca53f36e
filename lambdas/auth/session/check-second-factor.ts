import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuthDeps } from '../deps.ts';
import { requireSecondFactor } from '../mfa/require-second-factor.ts';
import type { Attempt } from '../throttle/count-attempt.ts';
import type { StoredUser } from '../user/user.ts';
import { refuseAttempt } from './refuse-attempt.ts';

/** A code that is asked for is no failure, but it does not clear the count either: else it would buy more guesses of codes. */
export async function checkSecondFactor(call: {
  ctx: PublicContext;
  deps: AuthDeps;
  input: { attempt: Attempt; user: StoredUser; code: string | undefined };
}) {
  const { ctx, deps } = call;
  const { attempt, user, code } = call.input;
  try {
    return await requireSecondFactor({ ctx, deps, input: { userId: user.id, code } });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'mfa_required') await deps.throttle.giveBack(attempt.key);
    else await refuseAttempt({ ctx, deps, input: { attempt, user, reason: 'second factor' } });
    throw error;
  }
}
