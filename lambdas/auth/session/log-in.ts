import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { refuseLeaving } from '../account/refuse-leaving.ts';
import type { AuthDeps } from '../deps.ts';
import { chooseMembership } from '../organization/choose-membership.ts';
import { holdNetwork } from '../throttle/hold-network.ts';
import type { StoredUser } from '../user/user.ts';
import { checkCredentials } from './check-credentials.ts';
import { issueTokens } from './issue-tokens.ts';
import type { Tokens } from './session.ts';
import { startSession } from './start-session.ts';

/**
 * @throws AppError `invalid_credentials`, `mfa_required`, `email_not_verified`, `account_deletion_scheduled`,
 * `too_many_attempts`, `unavailable` when attempts cannot be counted, or `not_found` for an organization that one is not in
 */
export async function logIn(call: {
  ctx: PublicContext;
  deps: AuthDeps;
  input: { email: string; password: string; organizationId?: string | undefined; totp?: string | undefined };
}): Promise<Tokens> {
  const { ctx, deps, input } = call;
  const { email, password, organizationId, totp } = input;
  await holdNetwork({ ctx, deps, input: { limit: 'log-in' } });
  const { user, methods, attempt } = await checkCredentials({ ctx, deps, input: { email, password, code: totp } });
  if (!user.isEmailVerified) {
    await deps.throttle.giveBack(attempt.key);
    throw new AppError('email_not_verified', 'Open the link in the mail that we sent you, then log in.');
  }
  if (user.deletionScheduledFor !== undefined) await deps.throttle.giveBack(attempt.key);
  refuseLeaving(user);
  const { orgId } = await chooseMembership(deps.organizations, user.id, organizationId);
  const alongside = [deps.throttle.clear(attempt.key)];
  const about = { userId: user.id, orgId, scope: 'full', methods, alongside };
  const session = await startSession({ ctx, deps, input: about });
  await keepUpToDate(deps, user, password);
  return issueTokens(await deps.loadSigningKey(), deps.apiUrl, session, ctx.now);
}

/** Only now is the password known, so only now can its hash get today's cost. */
async function keepUpToDate(deps: AuthDeps, user: StoredUser, password: string): Promise<void> {
  if (!deps.passwords.isOutdated(user.passwordHash)) return;
  await deps.users.rehash(user, await deps.passwords.hash(password));
}
