import { isFinished, type StoredTask } from '../../../../shared/task/task.ts';
import type { StoredSchedule } from '../schedule.ts';

/** A schedule whose submissions are refused as often in a row pauses itself. */
export const refusalLimit = 10;
/** A submission that is no task after that time is parked, or its task is older than the history: nobody waits for it. */
const submissionMs = 3_600_000;

/** All that a ticker asks of tasks. */
export interface TaskReader {
  get(orgId: string, taskId: string): Promise<Pick<StoredTask, 'status' | 'attempt' | 'error'> | undefined>;
}

/** `open`: queued, running, or still on its way. `refused`: its product did not take it. `unknown`: nothing can be said. */
export type Fate = 'open' | 'accepted' | 'refused' | 'unknown';

/** What became of the task that the schedule submitted last. Each is asked about until it has ended, and counts once. */
export async function fateOfLastTask(
  tasks: TaskReader,
  { orgId, lastTask }: Pick<StoredSchedule, 'orgId' | 'lastTask'>,
  now: number,
): Promise<Fate> {
  if (!lastTask) return 'unknown';
  const task = await tasks.get(orgId, lastTask.id);
  if (!task) {
    const isOnItsWay = now - Date.parse(lastTask.submittedAt) < submissionMs;
    return isOnItsWay ? 'open' : 'unknown';
  }
  if (!isFinished(task.status)) return 'open';
  // A month that is used up ends by itself; the schedule is right, and goes on with the next month.
  if (task.error?.code === 'quota_exceeded') return 'unknown';
  // The kit makes a refused submission a task that has failed before it was ever started.
  return task.status === 'failed' && task.attempt === 0 ? 'refused' : 'accepted';
}
