import type { Context } from '../context.ts';
import { type Engine, follow } from './announce.ts';
import { concluded } from './child-store.ts';
import { persist } from './contended.ts';
import { iso } from './keys.ts';
import { newTask, newTaskItem } from './new-task.ts';
import { countEnd } from './parent.ts';
import { fromSubmission, type Submission } from './submission.ts';
import type { StoredTask, TaskError } from './task.ts';
import { ended } from './transition.ts';
import { taskTypeOf } from './type.ts';

const rounds = 120;

/** A submission that its product refused, as a task that failed at once and reserved nothing; its parent is told. */
export async function refuse(ctx: Context, deps: Engine, submission: Submission, error: TaskError): Promise<void> {
  const { store } = deps;
  const task = refusedTask(ctx, submission, error);
  for (let round = 0; round < rounds; round += 1) {
    const parent = submission.parent && (await countEnd(store, ctx.orgId, submission.parent.taskId, 'failed', ctx.now));
    const failed = await persist(store.dynamo, {
      task: newTaskItem(store.table, task, ctx.now),
      ...(submission.parent && {
        child: concluded(
          store.table,
          ctx.orgId,
          submission.parent,
          { status: 'failed', error, ttl: task.ttl },
          'asked',
        ),
      }),
      ...parent?.writes,
    });
    if (failed.size === 0) {
      deps.log.warn('a submission was refused', { taskId: task.id, type: task.type, code: error.code });
      await follow(deps, task, ctx.now);
      if (parent?.woken) await follow(deps, parent.woken, ctx.now);
      return;
    }
    // It was refused, or accepted, before; or its parent has cancelled it.
    if (failed.has('task') || failed.has('child')) return;
  }
  throw new Error(`The parent of ${task.id} changed ${rounds} times meanwhile.`);
}

function refusedTask(ctx: Context, submission: Submission, error: TaskError): StoredTask {
  const { type, projectId, input } = submission;
  const request = { ...fromSubmission(submission), type, projectId, input, alongside: [], isCharged: false };
  const { startAt, notBefore, ...task } = newTask(ctx, {
    ...request,
    options: undefined,
    inputVersion: taskTypeOf(type).inputVersion,
  });
  const owesOnlyItsEnd = { ...task, owed: [] };
  const change = ended(owesOnlyItsEnd, { status: 'failed', error }, ctx.now);
  return defined({ ...owesOnlyItsEnd, ...change, waits: [], createdAt: iso(ctx.now) });
}

function defined(task: { [Name in keyof StoredTask]: StoredTask[Name] | undefined }): StoredTask {
  // Attributes of `ended` that are undefined are ones to remove, and optional ones all of them.
  return Object.fromEntries(Object.entries(task).filter(([, value]) => value !== undefined)) as StoredTask;
}
