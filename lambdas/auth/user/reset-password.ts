import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { sendOutgoing } from '../../../shared/outbox.ts';
import type { AuthDeps } from '../deps.ts';
import { hashLinkToken } from '../link/link-token.ts';
import { mailed } from '../mail/mailed.ts';
import { endSessions } from '../session/end-sessions.ts';
import { holdNetwork } from '../throttle/hold-network.ts';
import { throttleKey } from '../throttle/store.ts';
import { homeOf } from './home-of.ts';
import { recordedAtHome } from './recorded-at-home.ts';
import { requireGoodPassword } from './require-good-password.ts';
import { resetMarkOf } from './reset-mark.ts';
import type { StoredUser } from './user.ts';

/**
 * Sets a new password by a mailed link, which proves the address, too. All sessions end, and a lockout with them.
 * @throws AppError `invalid_link`, also when password or address were changed since the link was mailed; `validation_failed` for a
 * password that is guessed first, which leaves the link good; `too_many_attempts`
 */
export async function resetPassword(call: {
  ctx: PublicContext;
  deps: AuthDeps;
  input: { token: string; newPassword: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  await holdNetwork({ ctx, deps, input: { limit: 'link' } });
  const hash = hashLinkToken(input.token);
  const user = await holderOf(deps, hash, ctx.now);
  const { id: userId, email, name } = user;
  const orgId = await homeOf(deps.organizations, userId);
  const names = [name, (await deps.organizations.get(orgId))?.name];
  await requireGoodPassword({ password: input.newPassword, field: 'newPassword', email, names });
  const passwordHash = await deps.passwords.hash(input.newPassword);
  const facts = { time: new Date(ctx.now).toISOString() };
  const mail = mailed(deps.table, ctx, { kind: 'password-changed', userId, orgId, facts });
  const isChanged = await deps.users.changePassword({ user, passwordHash, now: ctx.now }, [
    deps.links.use(hash),
    deps.throttle.clear(throttleKey('log-in', email)),
    ...recordedAtHome(deps.table, ctx, { orgId, userId, action: 'password.reset' }),
    mail.write,
  ]);
  if (!isChanged) throw invalidLink();
  await endSessions({ ctx, deps, input: { userId } });
  await sendOutgoing(deps, [mail]);
}

async function holderOf(deps: AuthDeps, hash: string, now: number): Promise<StoredUser> {
  const link = await deps.links.find(hash, 'reset-password', now);
  const user = link && (await deps.users.get(link.subject));
  if (!user || link.about !== resetMarkOf(user)) throw invalidLink();
  return user;
}

function invalidLink(): AppError {
  return new AppError('invalid_link', 'This link is unknown, was used, or is older than an hour.');
}
