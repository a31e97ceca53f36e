import { lazyHandlers } from '../../shared/lazy-handlers.ts';
import type { Handlers } from '../../shared/route.ts';
import type { tasksContract } from './contract.ts';
import type { TasksDeps } from './deps.ts';
import { scheduleContract } from './schedule/contract.ts';
import { taskContract } from './task/contract.ts';
import { uploadContract } from './upload/contract.ts';

/** Which verb answers which route: each area says it for its own, and is loaded when it is asked. */
export function tasksHandlers(deps: TasksDeps): Handlers<typeof tasksContract> {
  return {
    ...lazyHandlers(taskContract, async () => {
      const { taskHandlers } = await import('./task/handlers.ts');
      return taskHandlers(deps);
    }),
    ...lazyHandlers(scheduleContract, async () => {
      const { scheduleHandlers } = await import('./schedule/handlers.ts');
      return scheduleHandlers(deps);
    }),
    ...lazyHandlers(uploadContract, async () => {
      const { uploadHandlers } = await import('./upload/handlers.ts');
      return uploadHandlers(deps);
    }),
  };
}
