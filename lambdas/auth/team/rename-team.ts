import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError, found } from '../../../shared/errors.ts';
import { expectedVersion, versionTag } from '../../../shared/if-match.ts';
import { recorded } from '../audit/recorded.ts';
import { type TeamStore, teamRenamed } from './store.ts';
import type { Team } from './team.ts';

/** @throws AppError `not_found`, or `precondition_failed` when it is not the version that was read */
export async function renameTeam(call: {
  ctx: Context;
  deps: { dynamo: DynamoDBClient; table: Table; teams: TeamStore };
  input: { id: string; name: string; ifMatch: string | undefined };
}): Promise<Team> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  const before = found(await deps.teams.get(ctx.orgId, input.id), 'team');
  const expected = expectedVersion(input.ifMatch);
  if (expected !== undefined && expected !== before.version) throw isNow(before);
  const updatedAt = new Date(ctx.now).toISOString();
  const failed = await attempt(dynamo, {
    team: teamRenamed(table, ctx.orgId, before, input.name, updatedAt),
    audit: recorded(table, ctx, {
      ...{ orgId: ctx.orgId, action: 'team.updated', target: { type: 'team', id: input.id } },
      ...{ before: { name: before.name }, after: { name: input.name } },
    }),
  });
  if (failed.size > 0) throw isNow(found(await deps.teams.get(ctx.orgId, input.id), 'team'));
  return { ...before, name: input.name, updatedAt, version: before.version + 1 };
}

function isNow(team: Team): AppError {
  return new AppError('precondition_failed', `The team is now at ${versionTag(team)}, or being deleted.`);
}
