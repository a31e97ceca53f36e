import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { recorded } from '../audit/recorded.ts';
import { teamsGiven } from '../member/store.ts';
import type { OrganizationStore } from '../organization/store.ts';
import { teamLeft } from './store.ts';

/** @throws AppError `not_found` for a team, or for somebody who is not in it */
export async function removeTeamMember(call: {
  ctx: Context;
  deps: { dynamo: DynamoDBClient; table: Table; organizations: OrganizationStore };
  input: { id: string; userId: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  const { id, userId } = input;
  for (let tries = 0; tries < 5; tries += 1) {
    const membership = await deps.organizations.membership(ctx.orgId, userId);
    if (!membership?.teams?.includes(id)) throw new AppError('not_found', 'This team has no such member.');
    const rest = membership.teams.filter((team) => team !== id);
    const failed = await attempt(dynamo, {
      membership: teamsGiven(table, membership, rest),
      side: teamLeft(table, ctx.orgId, id, userId),
      audit: recorded(table, ctx, {
        ...{ orgId: ctx.orgId, action: 'team.member-removed', target: { type: 'team', id }, before: { userId } },
      }),
    });
    if (failed.size === 0) return;
  }
  throw new AppError('unavailable', 'This member is being changed by others. Try again.');
}
