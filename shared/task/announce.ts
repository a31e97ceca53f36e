import type { Publish } from '../events.ts';
import type { Logger } from '../log.ts';
import { delayOf } from './due.ts';
import { eventOfStatus, taskFailed, taskProgressed } from './events.ts';
import type { TaskQueue } from './queue.ts';
import type { TaskStore } from './store.ts';
import type { Owed, StoredTask } from './task.ts';

/** What every act on a task needs. */
export interface Engine {
  readonly store: TaskStore;
  readonly publish: Publish;
  readonly queue: TaskQueue;
  readonly log: Logger;
}

/**
 * For what follows a transition: the transition stands, so failing the request would only make its caller ask again. What
 * fails here is logged, and still owed, so the sweeper does it within minutes.
 * @returns whether it was done
 */
export async function leaveToSweeper(
  log: Logger,
  task: Pick<StoredTask, 'id' | 'status'>,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    log.error('left to the sweeper', error, { taskId: task.id, status: task.status });
    return false;
  }
}

const silent = new Map(Object.values(eventOfStatus).map((definition) => [definition.type, definition]));

/** Publishes what the task owes, in order. Repeating it is harmless: the ids were written with the transitions. */
export async function announce({ publish }: Pick<Engine, 'publish'>, task: StoredTask): Promise<void> {
  // What is published in one turn shares a call, in this order.
  await Promise.all(task.owed.map((owed) => announceOne(publish, task, owed)));
}

async function announceOne(publish: Publish, task: StoredTask, owed: Owed): Promise<void> {
  const { id, occurredAt, name, attempt, error, progress } = owed;
  const event = { id, occurredAt, orgId: task.orgId };
  const about = { taskId: task.id, type: task.type, projectId: task.projectId, attempt };
  if (name === taskProgressed.type && progress)
    return publish(taskProgressed, { ...event, data: { ...about, progress } });
  if (name === taskFailed.type) return publish(taskFailed, { ...event, data: { ...about, ...(error && { error }) } });
  const definition = silent.get(name);
  if (!definition) throw new Error(`There is no event ${name}.`);
  return publish(definition, { ...event, data: about });
}

/**
 * What a transition leaves to do: its events, and the message of a task whose turn has come. The message says that the
 * events are out, so that the worker that claims the task drops their marks in its own write, and nobody pays for another.
 */
export async function follow(deps: Engine, task: StoredTask, now: number): Promise<void> {
  const isTold = await leaveToSweeper(deps.log, task, () => announce(deps, task));
  if (!needsMessage(task, now)) {
    if (isTold && task.owed.length > 0) await leaveToSweeper(deps.log, task, () => deps.store.settle(task, now));
    return;
  }
  const delaySeconds = delayOf(task, now);
  const told = isTold ? task.revision : undefined;
  await leaveToSweeper(deps.log, task, () => deps.queue.send(task, { delaySeconds, told }));
}

/** False as well when its time is too far for a message: the sweeper sends it then. */
export function needsMessage(task: StoredTask, now: number): boolean {
  if (task.status !== 'queued' || task.hold === 'lane' || task.hold === 'children') return false;
  return delayOf(task, now) !== undefined;
}
