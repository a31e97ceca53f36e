import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { newId } from '../../../shared/id.ts';
import { projectExists } from '../../../shared/project.ts';
import type { TaskOptions } from '../../../shared/task/options.ts';
import type { NewTask, SubmitDeps } from '../../../shared/task/submit.ts';
import { submitInProject } from '../../../shared/task/submit-in-project.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { taskTypeOf } from '../../../shared/task/type.ts';
import { refuseUrls } from '../audit/refuse-urls.ts';
import type { TestStore } from './store.ts';
import type { NewTest } from './test.ts';

export interface SubmitTestDeps extends SubmitDeps {
  readonly tests: TestStore;
  readonly projects: Table;
  readonly allowLoopback: boolean;
}

/** What is known of a test beside what its client says: for those that schedules and batches ask for. */
export type Asked = Pick<NewTask, 'isCharged' | 'origin' | 'parent'> & { readonly id?: string };

/**
 * @returns the task of the test; with a `singletonKey` or `debounce` perhaps one that was there
 * @throws AppError `validation_failed` for a URL that is never tested, `not_found` for the project, `quota_exceeded`
 */
export async function submitTest(call: {
  ctx: Context;
  deps: SubmitTestDeps;
  input: NewTest & { readonly options?: TaskOptions | undefined };
  asked?: Asked;
}): Promise<StoredTask> {
  const { ctx, deps } = call;
  const { options, ...input } = call.input;
  const { id = newId('task', ctx.now), parent, ...asked } = call.asked ?? {};
  refuseUrls([['body.url', input.url]], deps.allowLoopback);
  const batchId = parent && { batchId: parent.taskId };
  const test = { id, ...input, ...batchId, createdAt: new Date(ctx.now).toISOString() };
  return submitInProject(ctx, deps, {
    ...{ ...asked, id, parent, type: 'guardian.test', projectId: input.projectId, options },
    ...{ input: { ...input, testId: id }, inputVersion: taskTypeOf('guardian.test').inputVersion },
    alongside: [deps.tests.creation(ctx.orgId, test, ctx.now), projectExists(deps.projects, ctx, input.projectId)],
    replacing: (task) => ({
      input: { ...input, testId: task.id },
      alongside: [deps.tests.replacement(ctx.orgId, { ...test, id: task.id })],
    }),
  });
}
