import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { failedConditions } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import { projectExists } from '../../../shared/project.ts';
import { type SubmitDeps, submitTask } from '../../../shared/task/submit.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { checkUrl } from '../audit/check-url.ts';
import type { TestStore } from './store.ts';
import { inputVersion, type NewTest } from './test.ts';

/** @throws AppError `validation_failed` for a URL that is never tested, `not_found` for the project, `quota_exceeded` */
export async function submitTest(call: {
  ctx: Context;
  deps: SubmitDeps & { tests: TestStore; projects: Table; allowLoopback: boolean };
  input: NewTest;
}): Promise<StoredTask> {
  const { ctx, deps, input } = call;
  refuseUrl(input.url, deps.allowLoopback);
  const id = newId('task', ctx.now);
  const test = { id, ...input, createdAt: new Date(ctx.now).toISOString() };
  try {
    return await submitTask(ctx, deps, {
      id,
      type: 'guardian.test',
      projectId: input.projectId,
      input: { ...input, testId: id },
      inputVersion,
      alongside: [deps.tests.creation(ctx.orgId, test, ctx.now), projectExists(deps.projects, ctx, input.projectId)],
    });
  } catch (error) {
    // The quota is told by submitTask itself; of the other conditions only the project's can fail.
    if (failedConditions(error).length > 0) throw new AppError('not_found', `There is no project ${input.projectId}.`);
    throw error;
  }
}

function refuseUrl(url: string, allowLoopback: boolean): void {
  const checked = checkUrl(url, { allowLoopback });
  if (checked.ok) return;
  throw new AppError('validation_failed', `body.url: ${checked.detail}`, {
    errors: [{ path: 'body.url', message: `${checked.detail} (${checked.code})` }],
  });
}
