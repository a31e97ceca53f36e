import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import { recorded } from '../audit/recorded.ts';
import { count } from '../organization/store.ts';
import { newTeam } from './store.ts';
import { type Team, teamsPerOrganization } from './team.ts';

/** @throws AppError `conflict` at the limit of teams */
export async function createTeam(call: {
  ctx: Context;
  deps: { dynamo: DynamoDBClient; table: Table };
  input: { name: string };
}): Promise<Team> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  const createdAt = new Date(ctx.now).toISOString();
  const team: Team = { id: newId('team', ctx.now), name: input.name, createdAt, updatedAt: createdAt, version: 1 };
  const failed = await attempt(dynamo, {
    room: count(table, ctx.orgId, { teamCount: 1 }, { below: { teamCount: teamsPerOrganization } }),
    team: newTeam(table, ctx.orgId, team),
    audit: recorded(table, ctx, {
      ...{
        orgId: ctx.orgId,
        action: 'team.created',
        target: { type: 'team', id: team.id },
        after: { name: team.name },
      },
    }),
  });
  if (failed.size > 0) throw new AppError('conflict', `An organization has at most ${teamsPerOrganization} teams.`);
  return team;
}
