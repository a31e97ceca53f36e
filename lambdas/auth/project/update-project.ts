import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { expectedVersion, versionTag } from '../../../shared/if-match.ts';
import { recorded } from '../audit/recorded.ts';
import type { Project, ProjectChange } from './project.ts';
import { type ProjectStore, projectChanged } from './store.ts';

/** @throws AppError `not_found`, or `precondition_failed` when `ifMatch` names another version than the current one */
export async function updateProject(call: {
  ctx: Context;
  deps: { dynamo: DynamoDBClient; table: Table; projects: ProjectStore };
  input: { id: string; change: ProjectChange; ifMatch: string | undefined };
}): Promise<Project> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  const expected = expectedVersion(input.ifMatch);
  const change = { ...input.change, updatedAt: new Date(ctx.now).toISOString() };
  // Without `If-Match` any version will do, so a change that came between is no reason to fail.
  for (let tries = 0; tries < 5; tries += 1) {
    const before = await deps.projects.get(ctx, input.id);
    if (!before) throw new AppError('not_found', `There is no project ${input.id}.`);
    if (expected !== undefined && expected !== before.version) {
      throw new AppError('precondition_failed', `The project is now at ${versionTag(before)}.`);
    }
    const { name, repositoryUrl } = before;
    const failed = await attempt(dynamo, {
      project: projectChanged(table, ctx.orgId, before, change),
      audit: recorded(table, ctx, {
        ...{ orgId: ctx.orgId, action: 'project.updated', target: { type: 'project', id: before.id } },
        ...{ before: { name, repositoryUrl }, after: { ...input.change } },
      }),
    });
    if (failed.size === 0) return { ...before, ...change, version: before.version + 1 };
  }
  throw new AppError('unavailable', 'This project is being changed by others. Try again.');
}
