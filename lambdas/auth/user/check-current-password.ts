import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuthDeps } from '../deps.ts';
import { checkSecondFactor } from '../session/check-second-factor.ts';
import { refuseAttempt } from '../session/refuse-attempt.ts';
import { countAttempt, tooManyAttempts } from '../throttle/count-attempt.ts';
import { requirePerson } from './require-person.ts';
import type { StoredUser } from './user.ts';

/**
 * Asks a person who is logged in for the password once more, and for the second factor where there is one. It counts like a log-in, so a stolen access token buys no more
 * guesses than anybody has.
 * @throws AppError `forbidden`, `invalid_credentials`, `mfa_required`, `too_many_attempts`, `unavailable`
 */
export async function checkCurrentPassword(call: {
  ctx: Context;
  deps: AuthDeps;
  input: { password: string; code?: string | undefined };
}): Promise<StoredUser> {
  const { ctx, deps, input } = call;
  const user = await deps.users.get(requirePerson(ctx));
  if (!user) throw wrong();
  const attempt = await countAttempt({ ctx, deps, input: { limit: 'log-in', subject: user.email } });
  if (attempt.isOver) throw tooManyAttempts(attempt.until, ctx.now);
  if (!(await deps.passwords.matches(input.password, user.passwordHash))) {
    await refuseAttempt({ ctx, deps, input: { attempt, user, reason: 'current password' } });
    throw wrong();
  }
  await checkSecondFactor({ ctx, deps, input: { attempt, user, code: input.code } });
  await deps.throttle.giveBack(attempt.key);
  return user;
}

function wrong(): AppError {
  return new AppError('invalid_credentials', 'The current password is wrong.');
}
