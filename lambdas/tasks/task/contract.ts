import * as z from 'zod';
import { Plan } from '../../../shared/plan.ts';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { Task, TaskId, TaskStatus, TaskTypeName } from '../../../shared/task/task.ts';
import { BulkReply, BulkRequest } from './bulk.ts';
import { filterFields } from './filter/filter.ts';
import { Timeline } from './timeline.ts';

const params = z.strictObject({ id: TaskId });
const task = { status: 200, description: 'The task after the request.', body: Task } as const;

const TaskTypeInfo = z
  .object({
    type: TaskTypeName,
    product: z.string(),
    input: z
      .record(z.string(), z.unknown())
      .describe('JSON Schema (draft 2020-12) of what a schedule of this type says.'),
    inputVersion: z.int(),
    timeoutSeconds: z.int().describe('From the start of an attempt until it is `timed-out`.'),
    defaultExpiresSeconds: z.int().describe('How long one waits for its first start, unless `options` say otherwise.'),
    retry: z.object({
      attempts: z.int(),
      firstSeconds: z.int().describe('Before the second attempt.'),
      factor: z.number(),
      maxSeconds: z.int(),
      jitter: z.number().describe('The share of each wait that chance adds to it.'),
      nonRetryable: z.array(z.string()).describe('Codes of errors after which there is no other attempt.'),
    }),
    concurrency: z.int().describe('How many of them run at once on the plan of the caller.'),
    concurrencyOfPlans: z.record(Plan, z.int()),
    perMonth: z.int().nullable().describe('How many the plan includes in a month; null is without limit.'),
  })
  .meta({ id: 'TaskType' });

export const taskContract = {
  listTasks: route({
    method: 'GET',
    path: '/v1/tasks',
    summary: 'List tasks, newest first',
    description:
      'Without results: read one task for its own. A page can be shorter than `limit`, even empty, while there is a `nextCursor`: a search looks at a thousand tasks at a time.',
    access: 'tasks:read',
    query: z.strictObject({ ...pageQuery, ...filterFields }),
    reply: { status: 200, description: 'A page of tasks.', body: pageOf(Task) },
    errors: ['invalid_cursor'],
  }),
  getTask: route({
    method: 'GET',
    path: '/v1/tasks/{id}',
    summary: 'Read a task, or wait for it',
    description:
      'With `waitSeconds` the reply comes as soon as the task has finished, at the latest after that time. A result of more than 256 KiB is behind `resultUrl`, which serves it for five minutes.',
    access: 'tasks:read',
    params,
    query: z.strictObject({ waitSeconds: z.coerce.number().int().min(0).max(20).default(0) }),
    reply: { status: 200, description: 'The task.', body: Task },
    errors: ['not_found'],
  }),
  getTimeline: route({
    method: 'GET',
    path: '/v1/tasks/{id}/timeline',
    summary: 'Why a task waited, and when it ran',
    description:
      'The intervals in `waits` add up to `waitMs` exactly. While the task waits or runs, they reach until now.',
    access: 'tasks:read',
    params,
    reply: { status: 200, description: 'The timeline.', body: Timeline },
    errors: ['not_found'],
  }),
  listChildren: route({
    method: 'GET',
    path: '/v1/tasks/{id}/children',
    summary: 'List the tasks that a task has started, newest first',
    access: 'tasks:read',
    params,
    query: z.strictObject({ ...pageQuery, status: TaskStatus.optional() }),
    reply: { status: 200, description: 'A page of tasks.', body: pageOf(Task) },
    errors: ['not_found', 'invalid_cursor'],
  }),
  cancelTask: route({
    method: 'POST',
    path: '/v1/tasks/{id}/cancel',
    summary: 'Cancel a task',
    description:
      'A queued task is cancelled at once; a running one is told to stop, within seconds. The tasks that it has started and that are not finished are cancelled with it.',
    access: 'tasks:write',
    params,
    reply: task,
    errors: ['not_found', 'conflict'],
  }),
  retryTask: route({
    method: 'POST',
    path: '/v1/tasks/{id}/retry',
    summary: 'Try a task again that has failed, timed out or was cancelled',
    description:
      'It is queued again under the same id, with all its attempts before it; what ended it stays in `previousErrors`. It counts against the month anew.',
    access: 'tasks:write',
    params,
    reply: task,
    errors: ['not_found', 'conflict', 'quota_exceeded'],
    isIdempotent: true,
  }),
  retryTasks: route({
    method: 'POST',
    path: '/v1/tasks/retry',
    summary: 'Try many tasks again',
    description:
      'Those that the filter finds, each for itself as with one. Without `status` and `ids`: those that failed or timed out. When the month is used up it stops, and says what was done so far.',
    access: 'tasks:write',
    cost: 10,
    body: BulkRequest,
    reply: { status: 200, description: 'What was done.', body: BulkReply },
    errors: ['invalid_cursor'],
    isIdempotent: true,
  }),
  cancelTasks: route({
    method: 'POST',
    path: '/v1/tasks/cancel',
    summary: 'Cancel many tasks',
    description:
      'Those that the filter finds, each for itself as with one. Without `status` and `ids`: those that wait or run.',
    access: 'tasks:write',
    cost: 10,
    body: BulkRequest,
    reply: { status: 200, description: 'What was done.', body: BulkReply },
    errors: ['invalid_cursor'],
  }),
  listTaskTypes: route({
    method: 'GET',
    path: '/v1/task-types',
    summary: 'List the kinds of tasks, with their inputs and limits',
    access: 'tasks:read',
    reply: {
      status: 200,
      description: 'All that the credential may read.',
      body: z.object({ items: z.array(TaskTypeInfo) }),
    },
  }),
} as const;
