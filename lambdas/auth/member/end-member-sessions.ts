import type { Context } from '../../../shared/context.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { permissionsOf, refuseMoreThanOwn } from '../role/permissions-of-role.ts';
import type { RoleStore } from '../role/store.ts';
import { endSessions } from '../session/end-sessions.ts';
import { sessionsClosed } from './store.ts';

/**
 * Closes this organization to all sessions that a member has begun until now, wherever they are at the moment. Those in other
 * organizations go on there.
 * @throws AppError `not_found`, or `forbidden` for somebody who may do more than the caller
 */
export async function endMemberSessions(call: {
  ctx: Context;
  deps: AuthDeps & { readonly roles: RoleStore };
  input: { userId: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const membership = await deps.organizations.membership(ctx.orgId, input.userId);
  if (!membership) throw new AppError('not_found', `There is no member ${input.userId}.`);
  const theirs = await permissionsOf(deps, ctx.orgId, membership.role);
  refuseMoreThanOwn(ctx, theirs, 'You cannot end the sessions of somebody who may do more than you.');
  const closed = await attempt(deps.dynamo, {
    membership: sessionsClosed(deps.table, membership, ctx.now),
    audit: recorded(deps.table, ctx, {
      ...{ orgId: ctx.orgId, action: 'session.revoked', target: { type: 'user', id: input.userId } },
    }),
  });
  if (closed.size > 0) throw new AppError('not_found', `There is no member ${input.userId}.`);
  await endSessions({ ctx, deps, input: { userId: input.userId, orgId: ctx.orgId } });
}
