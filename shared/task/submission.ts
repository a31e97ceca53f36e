import type { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { ActorType } from '../context.ts';
import { TaskOptions } from './options.ts';
import { Origin, TaskId } from './task.ts';
import { type SubmissionType, submissionTypes } from './type.ts';

/**
 * The message by which a schedule or a parent asks a product for a task of its own, because only the product can write its
 * own record in the same transaction. The sender chooses the id, so repeating a submission is harmless.
 */
export const Submission = z.object({
  taskId: TaskId,
  orgId: z.string(),
  projectId: z.string(),
  type: z.enum(submissionTypes),
  input: z.unknown(),
  options: TaskOptions.optional(),
  parent: z.object({ taskId: TaskId, key: z.string(), depth: z.int().min(1).optional() }).optional(),
  isCharged: z.boolean(),
  origin: Origin,
  actor: z.object({ type: ActorType, id: z.string() }),
});
export type Submission = z.infer<typeof Submission>;

export interface SubmissionQueue {
  send(submission: Submission): Promise<void>;
}

/** One queue per type. The message group is the organization, so that one that asks for much delays nobody else. */
export function createSubmissionQueue(
  client: SQSClient,
  urls: Readonly<Record<SubmissionType, string>>,
): SubmissionQueue {
  return {
    async send(submission) {
      const { SendMessageCommand } = await import('@aws-sdk/client-sqs');
      const body = JSON.stringify(submission);
      await client.send(
        new SendMessageCommand({
          QueueUrl: urls[submission.type],
          MessageBody: body,
          MessageGroupId: submission.orgId,
        }),
      );
    },
  };
}

/** What a product's verb hands on to `submitTask` of a submission. */
export function fromSubmission({ taskId, options, isCharged, origin, parent }: Submission) {
  return { id: taskId, options, isCharged, origin, parent };
}
