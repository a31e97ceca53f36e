import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { sendOutgoing } from '../../../shared/outbox.ts';
import type { AuthDeps } from '../deps.ts';
import { hashLinkToken } from '../link/link-token.ts';
import { mailed } from '../mail/mailed.ts';
import { holdNetwork } from '../throttle/hold-network.ts';
import { homeOf } from './home-of.ts';
import { invalidLink } from './invalid-link.ts';
import { recordedAtHome } from './recorded-at-home.ts';
import type { User } from './user.ts';

/**
 * Moves an account to the address whose owner opened the mailed link, and tells the old address.
 * @throws AppError `invalid_link`, `too_many_attempts`, or `conflict` when the address belongs to another account by now
 */
export async function confirmEmail(call: {
  ctx: PublicContext;
  deps: AuthDeps;
  input: { token: string };
}): Promise<{ user: User }> {
  const { ctx, deps, input } = call;
  await holdNetwork({ ctx, deps, input: { limit: 'link' } });
  const hash = hashLinkToken(input.token);
  const link = await deps.links.find(hash, 'confirm-email-change', ctx.now);
  const user = link && (await deps.users.get(link.subject));
  const change = user && (await deps.users.emailChange(user.id));
  if (!user || !change || change.id !== link.about || change.expiresAt <= ctx.now) throw invalidLink();
  const orgId = await homeOf(deps.organizations, user.id);
  const records = recordedAtHome(deps.table, ctx, {
    ...{ orgId, userId: user.id, action: 'account.email-changed' },
    // An erasure learns from it under which other addresses the person was known.
    ...{ before: { email: user.email }, after: { email: change.email } },
  });
  const mail = mailed(deps.table, ctx, { kind: 'email-changed', userId: user.id, orgId });
  const alongside = [deps.links.use(hash), ...records, mail.write];
  const outcome = await deps.users.changeEmail(user, change, ctx.now, alongside);
  if (outcome === 'lapsed') throw invalidLink();
  if (outcome === 'taken') throw new AppError('conflict', 'This address belongs to another account.');
  await sendOutgoing(deps, [mail]);
  return { user: { ...user, email: change.email, isEmailVerified: true } };
}
