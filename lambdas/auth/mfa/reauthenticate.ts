import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuthDeps } from '../deps.ts';
import { countAttempt, tooManyAttempts } from '../throttle/count-attempt.ts';
import type { StoredUser } from '../user/user.ts';
import type { Authenticator } from './mfa.ts';
import { ownSession } from './own-session.ts';
import { spendCode } from './spend-code.ts';
import { createMfaStore } from './store.ts';

/** Of a judgement that went well: to be put into the transaction that it was for, so that earlier failures are forgotten. */
interface Forget {
  readonly forget: Write & { readonly table: Table };
}

/**
 * Counts an attempt before it is judged, so that parallel guesses cannot outrun the count.
 * @throws AppError `too_many_attempts`, `unavailable`
 */
export async function limitAttempts(ctx: Context, deps: Pick<AuthDeps, 'throttle'>, userId: string): Promise<Forget> {
  const attempt = await countAttempt({ ctx, deps, input: { limit: 'second-factor', subject: userId } });
  if (attempt.isOver) throw tooManyAttempts(attempt.until, ctx.now);
  return { forget: deps.throttle.clear(attempt.key) };
}

/**
 * Whoever has only a stolen access token may not change the second factor: the password is asked for again.
 * @throws AppError `forbidden`, `invalid_credentials`, `too_many_attempts`
 */
export async function confirmPassword(call: {
  ctx: Context;
  deps: AuthDeps;
  input: { password: string };
}): Promise<Forget & { user: StoredUser }> {
  const { ctx, deps, input } = call;
  const { userId } = await ownSession({ ctx, deps });
  const { forget } = await limitAttempts(ctx, deps, userId);
  const user = await deps.users.get(userId);
  if (!user || !(await deps.passwords.matches(input.password, user.passwordHash))) {
    throw new AppError('invalid_credentials', 'The password is wrong.');
  }
  return { user, forget };
}

/**
 * The password and a code of the second factor that is active; the code is used up. Replies how things stand after that.
 * @throws AppError `forbidden`, `conflict` without a second factor, `invalid_credentials`, `too_many_attempts`
 */
export async function confirmSecondFactor(call: {
  ctx: Context;
  deps: AuthDeps;
  input: { password: string; code: string };
}): Promise<Forget & { authenticator: Authenticator }> {
  const { ctx, deps, input } = call;
  const { userId } = await ownSession({ ctx, deps });
  const { forget } = await limitAttempts(ctx, deps, userId);
  const store = createMfaStore(deps.dynamo, deps.table);
  const [user, authenticator] = await Promise.all([deps.users.get(userId), store.get(userId)]);
  if (!user || !(await deps.passwords.matches(input.password, user.passwordHash))) throw wrong();
  if (!authenticator?.isActive) throw new AppError('conflict', 'No second factor is active.');
  const used = await spendCode({ ctx, deps, input: { authenticator, code: input.code } });
  if (!used) throw wrong();
  const current = used === 'recovery' ? await store.get(userId) : authenticator;
  if (!current) throw changedMeanwhile();
  return { authenticator: current, forget };
}

/** Which of the two is wrong is not told: that would halve the work of guessing. */
function wrong(): AppError {
  return new AppError('invalid_credentials', 'The password or the code is wrong, or the code was used before.');
}

export function changedMeanwhile(): AppError {
  return new AppError('conflict', 'The second factor was changed in the meantime. Look at it again.');
}
