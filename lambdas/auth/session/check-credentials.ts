import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuthDeps } from '../deps.ts';
import { type Attempt, countAttempt, tooManyAttempts } from '../throttle/count-attempt.ts';
import type { StoredUser } from '../user/user.ts';
import { checkSecondFactor } from './check-second-factor.ts';
import { refuseAttempt } from './refuse-attempt.ts';
import type { AuthenticationMethod } from './session.ts';

interface Input {
  readonly email: string;
  readonly password: string;
  /** Of the second factor; `undefined` asks for one where the account has it. */
  readonly code?: string | undefined;
}
interface Checked {
  readonly user: StoredUser;
  readonly methods: AuthenticationMethod[];
  readonly attempt: Attempt;
}

/**
 * Checks a password, and the second factor where there is one. Every attempt is counted before it is judged, for an address
 * that nobody has like for any other; beyond the limit nothing is looked at, but the time is spent.
 * @throws AppError `invalid_credentials`, `mfa_required`, `too_many_attempts`, `unavailable`
 */
export async function checkCredentials(call: { ctx: PublicContext; deps: AuthDeps; input: Input }): Promise<Checked> {
  const { ctx, deps, input } = call;
  const attempt = await countAttempt({ ctx, deps, input: { limit: 'log-in', subject: input.email } });
  if (attempt.isOver) {
    await deps.passwords.spend(input.password);
    throw tooManyAttempts(attempt.until, ctx.now);
  }
  const user = await deps.users.findByEmail(input.email);
  if (!(await isRight(deps, input.password, user)) || !user) {
    await refuseAttempt({ ctx, deps, input: { attempt, user, reason: 'password' } });
    throw new AppError('invalid_credentials', 'The e-mail address or the password is wrong.');
  }
  const second = await checkSecondFactor({ ctx, deps, input: { attempt, user, code: input.code } });
  return { user, attempt, methods: second ? ['pwd', second] : ['pwd'] };
}

async function isRight(deps: AuthDeps, password: string, user: StoredUser | undefined): Promise<boolean> {
  if (user) return deps.passwords.matches(password, user.passwordHash);
  await deps.passwords.spend(password);
  return false;
}
