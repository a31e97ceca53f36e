import type { PublicContext } from '../../../shared/context.ts';
import type { AuthDeps } from '../deps.ts';
import { hashLinkToken } from '../link/link-token.ts';
import { holdNetwork } from '../throttle/hold-network.ts';
import { homeOf } from './home-of.ts';
import { invalidLink } from './invalid-link.ts';
import { recordedAtHome } from './recorded-at-home.ts';
import type { User } from './user.ts';

/** @throws AppError `invalid_link`, `too_many_attempts` */
export async function verifyEmail(call: {
  ctx: PublicContext;
  deps: AuthDeps;
  input: { token: string };
}): Promise<{ user: User }> {
  const { ctx, deps, input } = call;
  await holdNetwork({ ctx, deps, input: { limit: 'link' } });
  const hash = hashLinkToken(input.token);
  const link = await deps.links.find(hash, 'verify-email', ctx.now);
  const user = link && (await deps.users.get(link.subject));
  if (!user) throw invalidLink();
  const orgId = await homeOf(deps.organizations, user.id);
  const records = recordedAtHome(deps.table, ctx, { orgId, userId: user.id, action: 'account.email-verified' });
  if (!(await deps.users.markVerified(user.id, [deps.links.use(hash), ...records]))) throw invalidLink();
  return { user: { ...user, isEmailVerified: true } };
}
