import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { StoredTask, TaskMessage } from './task.ts';
import type { TaskType } from './type.ts';

export interface TaskQueue {
  /** Tells the workers of its type that this task is queued. Fair between organizations: the message group is the organization. */
  send(task: Pick<StoredTask, 'orgId' | 'id' | 'type'>, delaySeconds?: number): Promise<void>;
}

export function createTaskQueue(client: SQSClient, urls: Readonly<Record<TaskType, string>>): TaskQueue {
  return {
    async send(task, delaySeconds) {
      const message: TaskMessage = { orgId: task.orgId, taskId: task.id };
      await client.send(
        new SendMessageCommand({
          QueueUrl: urls[task.type],
          MessageBody: JSON.stringify(message),
          MessageGroupId: task.orgId,
          DelaySeconds: delaySeconds,
        }),
      );
    },
  };
}
