import type { Actor } from '../../../shared/context.ts';
import type { Submission } from '../../../shared/task/submission.ts';
import { taskIdOf } from './run/run.ts';
import type { StoredSchedule } from './schedule.ts';

/** What the product is asked for at this due time: the task as the schedule defines it now, counted against the month. */
export function submissionOf(schedule: StoredSchedule, dueAt: string, actor: Actor = schedule.actor): Submission {
  const { id, orgId, projectId, task } = schedule;
  return {
    ...{ taskId: taskIdOf(id, dueAt), orgId, projectId, type: task.type, input: task.input, actor, isCharged: true },
    origin: { type: 'schedule', id, dueAt },
    ...(task.options && { options: task.options }),
  };
}
