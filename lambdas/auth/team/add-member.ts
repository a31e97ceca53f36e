import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError, found } from '../../../shared/errors.ts';
import { recorded } from '../audit/recorded.ts';
import { teamsGiven } from '../member/store.ts';
import type { OrganizationStore } from '../organization/store.ts';
import { type TeamStore, teamIsThere, teamJoined } from './store.ts';
import { teamsPerMember } from './team.ts';

/**
 * Both sides of it in one step: the team's list of members, and the member's list of teams, which is what counts.
 * @throws AppError `not_found`, or `conflict` for somebody who is in too many teams
 */
export async function addTeamMember(call: {
  ctx: Context;
  deps: { dynamo: DynamoDBClient; table: Table; organizations: OrganizationStore; teams: TeamStore };
  input: { id: string; userId: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  const { id, userId } = input;
  found(await deps.teams.get(ctx.orgId, id), 'team');
  for (let tries = 0; tries < 5; tries += 1) {
    const membership = found(await deps.organizations.membership(ctx.orgId, userId), 'member');
    const { teams = [] } = membership;
    if (teams.includes(id)) return;
    if (teams.length >= teamsPerMember)
      throw new AppError('conflict', `A member is in at most ${teamsPerMember} teams.`);
    const failed = await attempt(dynamo, {
      team: teamIsThere(table, ctx.orgId, id),
      membership: teamsGiven(table, membership, [...teams, id]),
      side: teamJoined(table, ctx.orgId, id, userId, new Date(ctx.now).toISOString()),
      audit: recorded(table, ctx, {
        ...{ orgId: ctx.orgId, action: 'team.member-added', target: { type: 'team', id }, after: { userId } },
      }),
    });
    if (failed.size === 0) return;
    if (failed.has('team')) throw new AppError('not_found', `There is no team ${id}.`);
  }
  throw new AppError('unavailable', 'This member is being changed by others. Try again.');
}
