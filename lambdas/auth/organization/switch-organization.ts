import type { Context } from '../../../shared/context.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { ownSession } from '../mfa/own-session.ts';
import { issueTokens } from '../session/issue-tokens.ts';
import { expiryOf, type Tokens } from '../session/session.ts';
import { organizationSwitched } from '../session/store.ts';
import { isClosedTo } from './organization.ts';

/**
 * The same session in another organization. Its refresh token moves on, as by a refresh; access tokens that were given out
 * before stay in the organization that they name.
 * @throws AppError `not_found` for an organization that one is not in; `forbidden` outside of our own log-in; `conflict` when
 * the session is refreshed at this moment
 */
export async function switchOrganization(call: {
  ctx: Context;
  deps: AuthDeps;
  input: { organizationId: string };
}): Promise<Tokens> {
  const { ctx, deps, input } = call;
  const orgId = input.organizationId;
  const session = await ownSession({ ctx, deps });
  const membership = await deps.organizations.membership(orgId, session.userId);
  if (membership && isClosedTo(membership, session)) {
    throw new AppError('forbidden', 'Your sessions there were ended. Log in again.');
  }
  if (!membership) {
    throw new AppError('not_found', 'You are not a member of this organization.');
  }
  const { ip, userAgent } = ctx.source;
  const expiresAt = expiryOf(Date.parse(session.createdAt), ctx.now);
  const lastUsedAt = new Date(ctx.now).toISOString();
  const rotation = { expiresAt, rotatedAt: ctx.now, lastUsedAt, ip, userAgent };
  const failed = await attempt(deps.dynamo, {
    session: organizationSwitched(deps.table, session, orgId, rotation),
    audit: recorded(deps.table, ctx, {
      ...{ orgId, action: 'session.organization-switched', target: { type: 'session', id: session.id } },
      ...{ before: { organizationId: session.orgId }, after: { organizationId: orgId } },
    }),
  });
  if (failed.size > 0) throw new AppError('conflict', 'This session is being refreshed. Try again with its new token.');
  const next = { ...session, ...rotation, orgId, generation: session.generation + 1 };
  return issueTokens(await deps.loadSigningKey(), deps.apiUrl, next, ctx.now);
}
