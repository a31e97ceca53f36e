import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { TaskQueueUrls } from './queue-env.ts';
import type { StoredTask, TaskMessage } from './task.ts';

export interface Sending {
  /** 0 to 900. */
  readonly delaySeconds?: number | undefined;
  /** The revision whose events are all published. */
  readonly told?: number | undefined;
}

export interface TaskQueue {
  /** Tells the workers of its type that this task is queued. Fair between organizations: the message group is the organization. */
  send(task: Pick<StoredTask, 'orgId' | 'id' | 'type' | 'plan'>, sending?: Sending): Promise<void>;
}

export function createTaskQueue(client: SQSClient, urls: TaskQueueUrls): TaskQueue {
  return {
    async send(task, { delaySeconds, told } = {}) {
      const message: TaskMessage = { orgId: task.orgId, taskId: task.id, ...(told !== undefined && { told }) };
      await client.send(
        new SendMessageCommand({
          QueueUrl: urls[task.type][task.plan === 'enterprise' ? 'priority' : 'standard'],
          MessageBody: JSON.stringify(message),
          MessageGroupId: task.orgId,
          ...(delaySeconds !== undefined && delaySeconds > 0 && { DelaySeconds: delaySeconds }),
        }),
      );
    },
  };
}
