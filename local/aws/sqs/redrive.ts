import { z } from 'zod';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html */
export const RedrivePolicy = z.object({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number().int().min(1).max(1000),
});
export type RedrivePolicy = z.infer<typeof RedrivePolicy>;

/** Which queues may name this queue as their dead-letter queue. */
export const RedriveAllowPolicy = z.discriminatedUnion('redrivePermission', [
  z.object({ redrivePermission: z.literal('allowAll') }),
  z.object({ redrivePermission: z.literal('denyAll') }),
  z.object({ redrivePermission: z.literal('byQueue'), sourceQueueArns: z.array(z.string()).min(1).max(10) }),
]);
export type RedriveAllowPolicy = z.infer<typeof RedriveAllowPolicy>;

export function allowsSource(policy: RedriveAllowPolicy | undefined, sourceArn: string): boolean {
  if (!policy || policy.redrivePermission === 'allowAll') return true;
  return policy.redrivePermission === 'byQueue' && policy.sourceQueueArns.includes(sourceArn);
}
