import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { type CodeDeps, spendCode } from './spend-code.ts';
import { createMfaStore } from './store.ts';

/**
 * The second half of a log-in by password; the caller has checked the first, and counts what fails here against the same
 * lockout. Undefined when the person has no second factor.
 * @throws AppError `mfa_required` when a code is needed and absent, `invalid_credentials` when it is wrong or was used before
 */
export async function requireSecondFactor(call: {
  ctx: PublicContext;
  deps: CodeDeps;
  input: { userId: string; code?: string | undefined };
}): Promise<'otp' | 'recovery' | undefined> {
  const { ctx, deps, input } = call;
  const authenticator = await createMfaStore(deps.dynamo, deps.table).get(input.userId);
  if (!authenticator?.isActive) return undefined;
  if (!input.code) throw new AppError('mfa_required', 'This account has a second factor: send its code as `totp`.');
  const used = await spendCode({ ctx, deps, input: { authenticator, code: input.code } });
  if (!used) throw new AppError('invalid_credentials', 'The code is wrong, was used before, or is too old.');
  return used;
}
