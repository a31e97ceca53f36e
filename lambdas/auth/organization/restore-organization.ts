import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { recorded } from '../audit/recorded.ts';
import type { Organization } from './organization.ts';
import { readOrganization } from './read-organization.ts';
import { type OrganizationStore, restored } from './store.ts';

/** @throws AppError `not_found`, or `conflict` when it is not to be deleted, or its erasure has begun */
export async function restoreOrganization(call: {
  ctx: Context;
  deps: { dynamo: DynamoDBClient; table: Table; organizations: OrganizationStore };
  input: { id: string };
}): Promise<Organization> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  const { deletionScheduledFor, ...organization } = await readOrganization({ ctx, deps, input });
  const failed = await attempt(dynamo, {
    organization: restored(table, ctx.orgId),
    audit: recorded(table, ctx, {
      ...{ orgId: ctx.orgId, action: 'organization.restored', target: { type: 'organization', id: ctx.orgId } },
      before: { deletionScheduledFor },
    }),
  });
  if (failed.size > 0) throw new AppError('conflict', 'This organization is not waiting to be deleted.');
  return { ...organization, version: organization.version + 1 };
}
