import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import { type Outgoing, type Sender, sendOutgoing } from '../../../shared/outbox.ts';
import { planLimits } from '../../../shared/plan.ts';
import { recorded } from '../audit/recorded.ts';
import { mailed } from '../mail/mailed.ts';
import { count, type OrganizationStore } from '../organization/store.ts';
import { noSuchRole, permissionsOf, refuseMoreThanOwn } from '../role/permissions-of-role.ts';
import { type RoleStore, roleUses } from '../role/store.ts';
import { teamIsThere } from '../team/store.ts';
import type { UserStore } from '../user/store.ts';
import { endInvitation } from './end-invitation.ts';
import { type Invitation, invitationMs, type NewInvitation } from './invitation.ts';
import { type InvitationStore, newInvitation } from './store.ts';

interface Call {
  readonly ctx: Context;
  readonly deps: Sender & {
    readonly dynamo: DynamoDBClient;
    readonly table: Table;
    readonly organizations: OrganizationStore;
    readonly users: UserStore;
    readonly roles: RoleStore;
    readonly invitations: InvitationStore;
  };
  readonly input: NewInvitation;
}

/**
 * Invites an address, which takes a seat of the plan until the invitation ends. The mail follows.
 * @throws AppError `forbidden` for a role above the caller's; `validation_failed` for a role or team that does not exist;
 * `conflict` for an address that is invited or a member already; `plan_limit_reached`
 */
export async function invite(call: Call): Promise<Invitation> {
  const { ctx, deps, input } = call;
  refuseMoreThanOwn(ctx, await permissionsOf(deps, ctx.orgId, input.role), 'You cannot give a role above your own.');
  const known = await deps.users.findByEmail(input.email);
  if (known && (await deps.organizations.membership(ctx.orgId, known.id))) {
    throw new AppError('conflict', 'They are a member already.');
  }
  const invitation: Invitation = {
    ...{ id: newId('invitation', ctx.now), ...input, status: 'pending', invitedBy: ctx.actor.id },
    ...{ createdAt: new Date(ctx.now).toISOString(), expiresAt: new Date(ctx.now + invitationMs).toISOString() },
  };
  const mail = mailed(deps.table, ctx, { kind: 'invitation', invitationId: invitation.id, orgId: ctx.orgId });
  let failed = await write(call, invitation, mail);
  // What has run out still holds its seat and its address until somebody asks for them.
  if ((failed.has('seat') || failed.has('address')) && (await endOverdue(call))) {
    failed = await write(call, invitation, mail);
  }
  refuse(call, failed);
  await sendOutgoing(deps, [mail]);
  return invitation;
}

function write({ ctx, deps }: Call, invitation: Invitation, mail: Outgoing): Promise<ReadonlySet<string>> {
  const { dynamo, table } = deps;
  const { id, email, role, teamIds } = invitation;
  const limit = planLimits[ctx.plan].members;
  return attempt(dynamo, {
    seat: count(table, ctx.orgId, { seatCount: 1 }, { below: { seatCount: limit } }),
    ...newInvitation(table, ctx.orgId, invitation),
    role: roleUses(table, ctx.orgId, [{ to: role }]),
    teams: teamIds.map((team) => teamIsThere(table, ctx.orgId, team)),
    audit: recorded(table, ctx, {
      ...{ orgId: ctx.orgId, action: 'member.invited', target: { type: 'invitation', id } },
      after: { email, role, teamIds },
    }),
    mail: mail.write,
  });
}

async function endOverdue({ ctx, deps }: Call): Promise<boolean> {
  const overdue = await deps.invitations.overdue(ctx.orgId, ctx.now, 50);
  for (const invitation of overdue) {
    await endInvitation({ ctx, deps, input: { orgId: ctx.orgId, invitation, to: 'expired' } });
  }
  return overdue.length > 0;
}

function refuse({ ctx, input }: Call, failed: ReadonlySet<string>): void {
  if (failed.has('address')) throw new AppError('conflict', 'This address is invited already.');
  if (failed.has('role')) throw noSuchRole(input.role);
  if (failed.has('teams')) {
    const errors = [{ path: 'body.teamIds', message: 'There is no such team' }];
    throw new AppError('validation_failed', 'body.teamIds: names a team that does not exist.', { errors });
  }
  if (failed.has('seat')) {
    const limit = planLimits[ctx.plan].members;
    throw new AppError(
      'plan_limit_reached',
      `The ${ctx.plan} plan has room for ${limit === 1 ? 'one member' : `${limit} members`}, pending invitations among them.`,
    );
  }
}
