import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError, found } from '../../../shared/errors.ts';
import { recorded } from '../audit/recorded.ts';
import { teamsGiven } from '../member/store.ts';
import { count, type OrganizationStore } from '../organization/store.ts';
import { type TeamStore, teamClosing, teamDeleted, teamLeft } from './store.ts';

interface Call {
  readonly ctx: Context;
  readonly deps: {
    readonly dynamo: DynamoDBClient;
    readonly table: Table;
    readonly organizations: OrganizationStore;
    readonly teams: TeamStore;
  };
  readonly input: { readonly id: string };
}

/**
 * Closes the team to newcomers, lets its members go, then deletes it. One that was cut off in the middle is finished by the
 * next call. A team that a project is open to stays: without it the project would be open to nobody, or to all.
 * @throws AppError `not_found`, or `conflict` while a project is open to it
 */
export async function deleteTeam(call: Call): Promise<void> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  const team = found(await deps.teams.get(ctx.orgId, input.id), 'team');
  const closed = await attempt(dynamo, {
    team: teamClosing(table, ctx.orgId, team.id, new Date(ctx.now).toISOString()),
  });
  if (closed.size > 0) throw new AppError('conflict', 'A project is open to this team. Take the team off it first.');
  await letMembersGo(call);
  const failed = await attempt(dynamo, {
    team: teamDeleted(table, ctx.orgId, team.id),
    room: count(table, ctx.orgId, { teamCount: -1 }),
    audit: recorded(table, ctx, {
      ...{
        orgId: ctx.orgId,
        action: 'team.deleted',
        target: { type: 'team', id: team.id },
        before: { name: team.name },
      },
    }),
  });
  if (failed.size > 0) throw new AppError('not_found', `There is no team ${team.id} any more.`);
}

async function letMembersGo(call: Call): Promise<void> {
  const { ctx, deps, input } = call;
  for (;;) {
    const { items } = await deps.teams.members(ctx.orgId, input.id, { limit: 20 });
    if (items.length === 0) return;
    await Promise.all(items.map(({ id }) => letGo(call, id)));
  }
}

/** A membership that changed since it was read is met again in the next round. */
async function letGo({ ctx, deps, input }: Call, userId: string): Promise<void> {
  const { dynamo, table } = deps;
  const membership = await deps.organizations.membership(ctx.orgId, userId);
  const rest = membership?.teams?.filter((team) => team !== input.id);
  await attempt(dynamo, {
    ...(membership && rest && { membership: teamsGiven(table, membership, rest) }),
    side: teamLeft(table, ctx.orgId, input.id, userId),
  });
}
