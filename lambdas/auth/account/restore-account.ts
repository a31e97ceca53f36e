import type { PublicContext } from '../../../shared/context.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { hashLinkToken } from '../link/link-token.ts';
import { restored } from '../organization/store.ts';
import { holdNetwork } from '../throttle/hold-network.ts';
import { nobody } from '../user/user.ts';
import { type AccountStore, accountStays } from './store.ts';

/**
 * Keeps an account that was to be erased, with the organizations that were to go with it. Whoever does it has to log in.
 * @throws AppError `invalid_link`, also when the erasure has begun; `too_many_attempts`
 */
export async function restoreAccount(call: {
  ctx: PublicContext;
  deps: AuthDeps & { accounts: AccountStore };
  input: { token: string };
}): Promise<{ status: 'restored' }> {
  const { ctx, deps, input } = call;
  await holdNetwork({ ctx, deps, input: { limit: 'link' } });
  const hash = hashLinkToken(input.token);
  const link = await deps.links.find(hash, 'restore-account', ctx.now);
  const account = await deps.accounts.leaving(link?.subject ?? nobody.userId);
  if (!account) throw invalidLink();
  const actor = { type: 'user', id: account.id } as const;
  const [home] = await deps.organizations.membershipsOf(account.id);
  const failed = await attempt(deps.dynamo, {
    link: deps.links.use(hash),
    account: accountStays(deps.table, account.id, ctx.now),
    ...(home && {
      audit: recorded(deps.table, ctx, { orgId: home.orgId, action: 'account.restored', actor, target: actor }),
    }),
  });
  if (failed.size > 0) throw invalidLink();
  for (const orgId of account.deletedWith) await restoreOrganization(call, orgId, actor);
  return { status: 'restored' };
}

/** One that was restored or erased meanwhile stays as it is. */
async function restoreOrganization(
  { ctx, deps }: Parameters<typeof restoreAccount>[0],
  orgId: string,
  actor: { type: 'user'; id: string },
): Promise<void> {
  await attempt(deps.dynamo, {
    organization: restored(deps.table, orgId),
    audit: recorded(deps.table, ctx, {
      ...{ orgId, action: 'organization.restored', actor, target: { type: 'organization', id: orgId } },
    }),
  });
}

function invalidLink(): AppError {
  return new AppError('invalid_link', 'This link is unknown or was used, or the account is erased already.');
}
