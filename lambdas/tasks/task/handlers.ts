import type { Handlers } from '../../../shared/route.ts';
import type { TasksDeps } from '../deps.ts';
import { cancelTask } from './cancel-task.ts';
import type { taskContract } from './contract.ts';
import { awaitTask, listTasks } from './read-task.ts';

export function taskHandlers(deps: TasksDeps): Handlers<typeof taskContract> {
  return {
    listTasks: ({ ctx, query }) => listTasks({ ctx, deps, input: query }),
    getTask: ({ ctx, params, query }) => awaitTask({ ctx, deps, input: { ...params, ...query } }),
    cancelTask: ({ ctx, params }) => cancelTask({ ctx, deps, input: params }),
  };
}
