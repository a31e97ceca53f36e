import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import { recorded } from '../audit/recorded.ts';
import { countMemberships } from '../member/store.ts';
import { requirePerson } from '../user/require-person.ts';
import type { Organization } from './organization.ts';
import { newOrganization } from './store.ts';

/** Whoever is in more organizations than this can join others, but make no more. */
const limit = 20;

/** @throws AppError `forbidden` for anybody but a person, or `conflict` for one who is in too many organizations */
export async function createOrganization(call: {
  ctx: Context;
  deps: { dynamo: DynamoDBClient; table: Table };
  input: { name: string };
}): Promise<Organization> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  const userId = requirePerson(ctx);
  const createdAt = new Date(ctx.now).toISOString();
  const id = newId('organization', ctx.now);
  const organization: Organization = { id, name: input.name, plan: 'free', createdAt, version: 1 };
  const owner = { orgId: id, userId, role: 'owner', joinedAt: createdAt } as const;
  const failed = await attempt(dynamo, {
    person: countMemberships(table, userId, 1, limit),
    organization: newOrganization(table, organization, owner),
    audit: recorded(table, ctx, {
      ...{ orgId: id, action: 'organization.created', target: { type: 'organization', id } },
      after: { name: input.name },
    }),
  });
  if (failed.size > 0) throw new AppError('conflict', `You are in ${limit} organizations. Leave one first.`);
  return organization;
}
