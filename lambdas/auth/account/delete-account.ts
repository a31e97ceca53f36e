import type { Context } from '../../../shared/context.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { mailed } from '../mail/mailed.ts';
import type { MemberStore } from '../member/store.ts';
import { confirmPassword } from '../mfa/reauthenticate.ts';
import { scheduleDeletion } from '../organization/schedule-deletion.ts';
import { endSessions } from '../session/end-sessions.ts';
import { accountGraceMs } from './account.ts';
import { ownershipsOf } from './ownerships.ts';
import { accountLeaves } from './store.ts';

/**
 * Gives an account its last 14 days: it cannot log in, and a mailed link restores it; `erase-accounts` does the rest.
 * Organizations in which nobody else is go with it.
 * @throws AppError `forbidden` for anything but a person's own session, `invalid_credentials`, `too_many_attempts`, or
 * `conflict` while others would be left without an owner
 */
export async function deleteAccount(call: {
  ctx: Context;
  deps: AuthDeps & { members: MemberStore };
  input: { password: string };
}): Promise<{ deletionScheduledFor: string }> {
  const { ctx, deps, input } = call;
  const { user, forget } = await confirmPassword({ ctx, deps, input });
  const userId = user.id;
  const memberships = await deps.organizations.membershipsOf(userId);
  const { alone, onlyOwner } = await ownershipsOf({ deps, input: { memberships } });
  if (onlyOwner.length > 0) throw await mustBeHandedOver(deps, onlyOwner);
  const organizations = await deps.organizations.getMany(alone);
  const deletedWith = organizations.filter((each) => !each.deletionScheduledFor).map(({ id }) => id);
  const deletionScheduledFor = new Date(ctx.now + accountGraceMs).toISOString();
  const facts = { date: deletionScheduledFor.slice(0, 10) };
  const mail = mailed(deps.table, ctx, { kind: 'account-deletion', userId, orgId: ctx.orgId, facts });
  const failed = await attempt(deps.dynamo, {
    forget,
    account: accountLeaves(deps.table, userId, { at: deletionScheduledFor, deletedWith, now: ctx.now }),
    audit: recorded(deps.table, ctx, {
      ...{ orgId: ctx.orgId, action: 'account.deletion-scheduled', target: { type: 'user', id: userId } },
      after: { deletionScheduledFor },
    }),
    mail: mail.write,
  });
  if (failed.size > 0) throw new AppError('conflict', 'This account is being deleted already.');
  for (const orgId of deletedWith) await scheduleDeletion({ ctx, deps, input: { orgId } });
  await endSessions({ ctx, deps, input: { userId } });
  await sendOutgoing(deps, [mail]);
  return { deletionScheduledFor };
}

async function mustBeHandedOver(deps: AuthDeps, orgIds: readonly string[]): Promise<AppError> {
  const organizations = await deps.organizations.getMany(orgIds);
  const names = organizations.map(({ id, name }) => `${name} (${id})`).join(', ');
  return new AppError('conflict', `Make somebody else an owner first, or delete what you alone own: ${names}.`, {
    errors: organizations.map(({ id, name }) => ({ path: `organizations.${id}`, message: name })),
  });
}
