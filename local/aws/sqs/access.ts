import { z } from 'zod';
import { type Access, account } from '../service.ts';
import { sourceArnOfHandle } from './move-operations.ts';
import { arnOf } from './queue.ts';
import { arnInUrl, type QueueRegistry } from './queue-registry.ts';

/** The members of any request that say which queue it means. */
const Target = z.looseObject({
  QueueUrl: z.string().optional(),
  QueueName: z.string().optional(),
  SourceArn: z.string().optional(),
  DestinationArn: z.string().optional(),
  TaskHandle: z.string().optional(),
});
type Target = z.infer<typeof Target>;

const moveActions = new Set(['StartMessageMoveTask', 'ListMessageMoveTasks', 'CancelMessageMoveTask']);

/**
 * A batch needs the permission of the single action.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
 */
export function accessesOf(registry: QueueRegistry, operation: string, input: unknown): Access[] {
  const target = Target.safeParse(input).data ?? {};
  const action = operation.replace(/Batch$/, '');
  if (action === 'ListQueues') return [{ action: 'sqs:ListQueues', resource: '*' }];
  if (moveActions.has(action)) return moveAccesses(registry, action, target);
  const resource = targetArn(target);
  return [{ action: `sqs:${action}`, resource }, ...keyAccesses(registry, action, resource)];
}

/** A request that names no queue is checked against all of them; `handle` then says what is missing. */
function targetArn({ QueueUrl, QueueName }: Target): string {
  return QueueUrl === undefined ? arnOf(QueueName ?? '*') : arnInUrl(QueueUrl);
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html */
function moveAccesses(registry: QueueRegistry, action: string, target: Target): Access[] {
  const source = target.SourceArn ?? sourceArnOfHandle(target.TaskHandle ?? '') ?? arnOf('*');
  const reads = [action, 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];
  const accesses = reads.map((name) => ({ action: `sqs:${name}`, resource: source }));
  if (action !== 'StartMessageMoveTask') return accesses;
  const destinations =
    target.DestinationArn === undefined
      ? registry.deadLetterSourcesOf(source).map((queue) => queue.arn)
      : [target.DestinationArn];
  const writes = destinations.flatMap((resource) => [
    { action: 'sqs:SendMessage', resource },
    ...keyAccesses(registry, 'SendMessage', resource),
  ]);
  return [...accesses, ...keyAccesses(registry, 'ReceiveMessage', source), ...writes];
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
function keyAccesses(registry: QueueRegistry, action: string, queueArn: string): Access[] {
  const keyId = registry.findByArn(queueArn)?.record.attributes.KmsMasterKeyId;
  // The key that AWS manages for SQS asks nothing of the caller.
  if (keyId === undefined || keyId === 'alias/aws/sqs') return [];
  const resource = keyId.startsWith('arn:')
    ? keyId
    : `arn:${account.partition}:kms:${account.region}:${account.id}:key/${keyId}`;
  const decrypt = { action: 'kms:Decrypt', resource };
  if (action === 'ReceiveMessage') return [decrypt];
  return action === 'SendMessage' ? [{ action: 'kms:GenerateDataKey', resource }, decrypt] : [];
}
