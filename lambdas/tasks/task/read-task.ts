import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError, found } from '../../../shared/errors.ts';
import { usableProjects } from '../../../shared/project.ts';
import type { LinkingStorage } from '../../../shared/storage/storage.ts';
import type { TaskStore } from '../../../shared/task/store.ts';
import { isFinished, isOver, type StoredTask, type Task } from '../../../shared/task/task.ts';
import { readableTypes } from './readable-types.ts';

export interface ReadDeps {
  readonly store: TaskStore;
  /** Where projects say who may use them. */
  readonly projects: Table;
}

/** @throws AppError `not_found`, also for a task of a product that the credential may not read, or of a project that it may not use */
export async function readTask(call: { ctx: Context; deps: ReadDeps; input: { id: string } }): Promise<StoredTask> {
  const { ctx, deps, input } = call;
  const task = await deps.store.get(ctx.orgId, input.id);
  if (!task || isOver(task, ctx.now) || !readableTypes(ctx).includes(task.type)) throw noSuchTask(input.id);
  if (!(await usableProjects(deps.projects, ctx, [task.projectId])).has(task.projectId)) throw noSuchTask(input.id);
  return task;
}

export function noSuchTask(id: string): AppError {
  return new AppError('not_found', `There is no task ${id}.`);
}

/** First often, because most waits end soon; then once a second, because a read costs money. */
const pollMs = [100, 200, 400, 800, 1_000];

/**
 * Waits until the task has finished, at most `waitSeconds`; then with its result.
 * @throws AppError `not_found`, as `readTask`
 */
export async function awaitTask(call: {
  ctx: Context;
  deps: ReadDeps & {
    readonly now: () => number;
    readonly wait: (ms: number) => Promise<void>;
    readonly results: Pick<LinkingStorage, 'downloadUrl'>;
  };
  input: { id: string; waitSeconds: number };
}): Promise<StoredTask & Pick<Task, 'result' | 'resultUrl'>> {
  const { ctx, deps, input } = call;
  const deadline = ctx.now + input.waitSeconds * 1_000;
  let task = await readTask({ ctx, deps, input });
  for (let polls = 0; ; polls += 1) {
    const left = deadline - deps.now();
    if (isFinished(task.status) || left <= 0) return { ...task, ...(await resultOf(deps, task)) };
    await deps.wait(Math.min(left, pollMs[polls] ?? 1_000));
    // Whether the caller may see it was asked once; that does not change within seconds.
    task = found(await deps.store.get(ctx.orgId, input.id), 'task');
  }
}

const linkSeconds = 300;

/** A result in the table comes with the task; a larger one by a URL that serves it for five minutes. */
async function resultOf(
  deps: { store: TaskStore; results: Pick<LinkingStorage, 'downloadUrl'> },
  task: StoredTask,
): Promise<Pick<Task, 'result' | 'resultUrl'>> {
  const { kind, key } = task.resultRef ?? {};
  if (task.status !== 'succeeded' || kind === undefined) return {};
  if (kind === 'item') return { result: await deps.store.result(task) };
  if (key === undefined) throw new Error(`The large result of ${task.id} has no key.`);
  const fileName = `${task.id}.json`;
  return { resultUrl: await deps.results.downloadUrl(key, { expiresInSeconds: linkSeconds, fileName }) };
}
