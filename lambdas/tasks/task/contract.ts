import * as z from 'zod';
import { ProjectId } from '../../../shared/project.ts';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { Task, TaskId, TaskStatus, TaskTypeName } from '../../../shared/task/task.ts';

const params = z.strictObject({ id: TaskId });

export const taskContract = {
  listTasks: route({
    method: 'GET',
    path: '/v1/tasks',
    summary: 'List tasks, newest first',
    access: 'tasks:read',
    query: z.strictObject({
      ...pageQuery,
      status: TaskStatus.optional(),
      type: TaskTypeName.optional(),
      projectId: ProjectId.optional(),
    }),
    reply: { status: 200, description: 'A page of tasks.', body: pageOf(Task) },
    errors: ['invalid_cursor'],
  }),
  getTask: route({
    method: 'GET',
    path: '/v1/tasks/{id}',
    summary: 'Read a task, or wait for it',
    description: 'With `waitSeconds` the reply comes as soon as the task has finished, at the latest after that time.',
    access: 'tasks:read',
    params,
    query: z.strictObject({ waitSeconds: z.coerce.number().int().min(0).max(20).default(0) }),
    reply: { status: 200, description: 'The task.', body: Task },
    errors: ['not_found'],
  }),
  cancelTask: route({
    method: 'POST',
    path: '/v1/tasks/{id}/cancel',
    summary: 'Cancel a task',
    description: 'A queued task is cancelled at once; a running one is told to stop, within seconds.',
    access: 'tasks:write',
    params,
    reply: { status: 200, description: 'The task after the request.', body: Task },
    errors: ['not_found', 'conflict'],
  }),
} as const;
