import type { TaskQueue } from './queue.ts';
import { type TaskQueuesEnv, taskQueueUrls } from './queue-env.ts';

/** The queues of tasks, for functions most of whose requests send nothing: the client is loaded with the first message. */
export function createLazyTaskQueue(env: TaskQueuesEnv): TaskQueue {
  let pending: Promise<TaskQueue> | undefined;
  return {
    async send(...message) {
      pending ??= loadQueue(env);
      await (await pending).send(...message);
    },
  };
}

async function loadQueue(env: TaskQueuesEnv): Promise<TaskQueue> {
  const { SQSClient } = await import('@aws-sdk/client-sqs');
  const { createTaskQueue } = await import('./queue.ts');
  return createTaskQueue(new SQSClient({}), taskQueueUrls(env));
}
