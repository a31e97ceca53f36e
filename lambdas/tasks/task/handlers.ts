import type { Handlers } from '../../../shared/route.ts';
import type { TasksDeps } from '../deps.ts';
import { cancelTask } from './cancel-task.ts';
import { cancelTasks } from './cancel-tasks.ts';
import type { taskContract } from './contract.ts';
import { listChildren, listTasks } from './list-tasks.ts';
import { listTypes } from './list-types.ts';
import { awaitTask } from './read-task.ts';
import { readTimeline } from './read-timeline.ts';
import { retryTask } from './retry-task.ts';
import { retryTasks } from './retry-tasks.ts';
import { createTaskLists } from './store.ts';

export function taskHandlers(base: TasksDeps): Handlers<typeof taskContract> {
  const deps = { ...base, lists: createTaskLists(base.table) };
  return {
    listTasks: ({ ctx, query }) => listTasks({ ctx, deps, input: query }),
    getTask: ({ ctx, params, query }) => awaitTask({ ctx, deps, input: { ...params, ...query } }),
    getTimeline: ({ ctx, params }) => readTimeline({ ctx, deps, input: params }),
    listChildren: ({ ctx, params, query }) => listChildren({ ctx, deps, input: { ...params, ...query } }),
    cancelTask: ({ ctx, params }) => cancelTask({ ctx, deps, input: params }),
    retryTask: ({ ctx, params }) => retryTask({ ctx, deps, input: params }),
    retryTasks: ({ ctx, body }) => retryTasks({ ctx, deps, input: body }),
    cancelTasks: ({ ctx, body }) => cancelTasks({ ctx, deps, input: body }),
    listTaskTypes: ({ ctx }) => listTypes({ ctx }),
  };
}
