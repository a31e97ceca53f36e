import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { expectedVersion, versionTag } from '../../../shared/if-match.ts';
import { recorded } from '../audit/recorded.ts';
import type { Organization } from './organization.ts';
import { readOrganization } from './read-organization.ts';
import { type OrganizationStore, renamed } from './store.ts';

/** @throws AppError `not_found`, or `precondition_failed` when it is not the version that was read */
export async function renameOrganization(call: {
  ctx: Context;
  deps: { dynamo: DynamoDBClient; table: Table; organizations: OrganizationStore };
  input: { id: string; name: string; ifMatch: string | undefined };
}): Promise<Organization> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  const before = await readOrganization({ ctx, deps, input });
  const expected = expectedVersion(input.ifMatch);
  if (expected !== undefined && expected !== before.version) throw isNow(before);
  const failed = await attempt(dynamo, {
    organization: renamed(table, before, input.name),
    audit: recorded(table, ctx, {
      ...{ orgId: ctx.orgId, action: 'organization.updated', target: { type: 'organization', id: before.id } },
      ...{ before: { name: before.name }, after: { name: input.name } },
    }),
  });
  if (failed.size > 0) throw isNow(await readOrganization({ ctx, deps, input }));
  return { ...before, name: input.name, version: before.version + 1 };
}

function isNow(organization: Organization): AppError {
  return new AppError('precondition_failed', `The organization is now at ${versionTag(organization)}.`);
}
