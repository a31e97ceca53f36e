import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuthDeps } from '../deps.ts';
import { permissionsOf, refuseMoreThanOwn } from '../role/permissions-of-role.ts';
import type { RoleStore } from '../role/store.ts';
import { endSessions } from '../session/end-sessions.ts';

/**
 * Ends all sessions that a member has in this organization; those in other organizations are none of its business.
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
  await endSessions({ ctx, deps, input: { userId: input.userId, orgId: ctx.orgId } });
}
