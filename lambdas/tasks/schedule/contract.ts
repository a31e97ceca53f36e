import * as z from 'zod';
import { ProjectId } from '../../../shared/project.ts';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { Run } from './run/run.ts';
import { NewSchedule, Schedule, ScheduleChange, ScheduleId } from './schedule.ts';

const params = z.strictObject({ id: ScheduleId });

const daylight =
  'On days when clocks change, a fixed time that is skipped runs at the first moment after the gap (02:30 at 03:00), one that occurs twice runs at the first of the two, and an expression with `*` or a step in minute or hour follows the clock on the wall through both hours. Intervals are elapsed time.';

export const scheduleContract = {
  createSchedule: route({
    method: 'POST',
    path: '/v1/schedules',
    summary: 'Create a schedule',
    description: `Submits a task again and again (\`cron\`, \`intervalMinutes\`) or once (\`runAt\`). The precision is a minute: a task is submitted within a minute or so after its due time, never before and never twice. ${daylight} Needs the write permission of the product, too.`,
    access: 'tasks:write',
    body: NewSchedule,
    reply: { status: 201, description: 'The schedule.', body: Schedule },
    errors: ['not_found', 'plan_limit_reached'],
    isIdempotent: true,
  }),
  listSchedules: route({
    method: 'GET',
    path: '/v1/schedules',
    summary: 'List schedules, oldest first',
    description: 'Those of products that the credential may read and of projects that it may use.',
    access: 'tasks:read',
    query: z.strictObject({ ...pageQuery, projectId: ProjectId.optional() }),
    reply: { status: 200, description: 'A page of schedules.', body: pageOf(Schedule) },
    errors: ['invalid_cursor'],
  }),
  getSchedule: route({
    method: 'GET',
    path: '/v1/schedules/{id}',
    summary: 'Read a schedule',
    description: 'With its next five due times. The precision is a minute.',
    access: 'tasks:read',
    params,
    reply: { status: 200, description: 'The schedule.', body: Schedule },
    errors: ['not_found'],
  }),
  updateSchedule: route({
    method: 'PATCH',
    path: '/v1/schedules/{id}',
    summary: 'Change a schedule',
    description:
      'With `If-Match`, only if nobody has changed it since you read it; runs are no change. A new timing counts from now. A due time runs by the old or the new definition, never by both.',
    access: 'tasks:write',
    params,
    body: ScheduleChange,
    reply: { status: 200, description: 'The schedule after the change.', body: Schedule },
    errors: ['not_found', 'precondition_failed', 'plan_limit_reached', 'conflict'],
  }),
  deleteSchedule: route({
    method: 'DELETE',
    path: '/v1/schedules/{id}',
    summary: 'Delete a schedule',
    description: 'Tasks that it has submitted go on.',
    access: 'tasks:write',
    params,
    reply: { status: 204, description: 'Done.' },
    errors: ['not_found'],
  }),
  pauseSchedule: route({
    method: 'POST',
    path: '/v1/schedules/{id}/pause',
    summary: 'Pause a schedule',
    description: 'It stays as it is and submits nothing.',
    access: 'tasks:write',
    params,
    reply: { status: 200, description: 'The schedule, paused.', body: Schedule },
    errors: ['not_found'],
  }),
  resumeSchedule: route({
    method: 'POST',
    path: '/v1/schedules/{id}/resume',
    summary: 'Resume a paused schedule',
    description: 'Due times count from now; those of the pause are not caught up on.',
    access: 'tasks:write',
    params,
    reply: { status: 200, description: 'The schedule, which is due again.', body: Schedule },
    errors: ['not_found', 'plan_limit_reached', 'conflict'],
  }),
  triggerSchedule: route({
    method: 'POST',
    path: '/v1/schedules/{id}/trigger',
    summary: 'Run a schedule now',
    description:
      'An extra run, also of a paused schedule; the next due time stays where it is. The task can be read a moment after this reply.',
    access: 'tasks:write',
    params,
    reply: { status: 202, description: 'The run, with the id of its task.', body: z.object({ run: Run }) },
    errors: ['not_found'],
    isIdempotent: true,
  }),
  listScheduleRuns: route({
    method: 'GET',
    path: '/v1/schedules/{id}/runs',
    summary: 'List the runs of a schedule, newest first',
    description:
      'What became of each due time: submitted, skipped or missed, and why. Kept as long as the plan keeps its history.',
    access: 'tasks:read',
    params,
    query: z.strictObject(pageQuery),
    reply: { status: 200, description: 'A page of runs.', body: pageOf(Run) },
    errors: ['not_found', 'invalid_cursor'],
  }),
} as const;
