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
import type { NewBatch } from './batch.ts';
import type { BatchStore } from './store.ts';

export interface SubmitBatchDeps extends SubmitDeps {
  readonly batches: BatchStore;
  readonly projects: Table;
  readonly allowLoopback: boolean;
}

/**
 * A batch costs nothing by itself: each of its tests counts against the month when the batch asks for it.
 * @throws AppError `validation_failed` that names every URL that is never tested, `not_found` for the project
 */
export async function submitBatch(call: {
  ctx: Context;
  deps: SubmitBatchDeps;
  input: NewBatch & { readonly options?: TaskOptions | undefined };
  asked?: Pick<NewTask, 'isCharged' | 'origin' | 'parent'> & { readonly id?: string };
}): Promise<StoredTask> {
  const { ctx, deps } = call;
  const { options, ...input } = call.input;
  const { id = newId('task', ctx.now), ...asked } = call.asked ?? {};
  refuseUrls(
    input.urls.map((url, at) => [`body.urls.${at}`, url]),
    deps.allowLoopback,
  );
  const batch = { id, ...input, createdAt: new Date(ctx.now).toISOString() };
  return submitInProject(ctx, deps, {
    ...{ ...asked, id, type: 'guardian.batch', projectId: input.projectId, options },
    ...{ input, inputVersion: taskTypeOf('guardian.batch').inputVersion },
    alongside: [deps.batches.creation(ctx.orgId, batch, ctx.now), projectExists(deps.projects, ctx, input.projectId)],
    replacing: (task) => ({ input, alongside: [deps.batches.replacement(ctx.orgId, { ...batch, id: task.id })] }),
  });
}
