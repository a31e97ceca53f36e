import type { Publish } from '../events.ts';
import type { Logger } from '../log.ts';
import { eventOfStatus } from './events.ts';
import type { TaskStore } from './store.ts';
import { isFinished, type StoredTask } from './task.ts';

/**
 * For what follows a transition that a client asked for: the transition stands, so failing the request would only make the
 * client ask again. What fails here is logged, and still owed, so the sweeper does it within minutes.
 */
export async function leaveToSweeper(log: Logger, task: StoredTask, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error('left to the sweeper', error, { taskId: task.id, status: task.status });
  }
}

export interface Announcer {
  readonly store: TaskStore;
  readonly publish: Publish;
}

/**
 * Publishes the event that the last transition of this task owes. Repeating it is harmless: the event id was written with
 * the transition. A finished task then owes nothing more.
 */
export async function announce({ store, publish }: Announcer, task: StoredTask): Promise<void> {
  const { id: taskId, type, projectId, attempt, error } = task;
  await publish(eventOfStatus[task.status], {
    ...task.event,
    orgId: task.orgId,
    data: { taskId, type, projectId, attempt, ...(error && { error }) },
  });
  if (isFinished(task.status)) await store.settle(task);
}
