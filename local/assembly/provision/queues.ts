import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { QueueModel } from '../model/storage.ts';
import { existing, sameJson } from './existing.ts';

type Attributes = Record<string, string>;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html: what an unset one is. */
const defaults: Attributes = {
  DelaySeconds: '0',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
};

/** Those that are cleared by an empty text once the template drops them. */
const clearable = ['RedrivePolicy', 'RedriveAllowPolicy', 'Policy', 'KmsMasterKeyId'];

/** Queues that others name as their dead-letter queue come first: SQS refuses a redrive policy to nowhere. */
export function deadLettersFirst(queues: readonly QueueModel[]): QueueModel[] {
  const ordered = new Set<QueueModel>();
  const visit = (queue: QueueModel): void => {
    const target = queue.properties.RedrivePolicy?.deadLetterTargetArn;
    const next = queues.find(({ arn }) => arn === target);
    if (next && next !== queue && !ordered.has(next)) visit(next);
    ordered.add(queue);
  };
  for (const queue of queues) visit(queue);
  return [...ordered];
}

export async function provisionQueue(client: SQSClient, queue: QueueModel, kms: boolean): Promise<void> {
  const wanted = attributesOf(queue, kms);
  const found = await existing(
    client.send(new GetQueueUrlCommand({ QueueName: queue.name })),
    'QueueDoesNotExist',
    'AWS.SimpleQueueService.NonExistentQueue',
  );
  if (!found) await client.send(new CreateQueueCommand({ QueueName: queue.name, Attributes: wanted }));
  else await updateQueue(client, found.QueueUrl, wanted);
}

async function updateQueue(client: SQSClient, QueueUrl: string | undefined, wanted: Attributes): Promise<void> {
  const { Attributes: found } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  const current: Readonly<Record<string, string | undefined>> = { ...found };
  const cleared = clearable.filter((name) => current[name] && !(name in wanted));
  const goal = { ...defaults, ...wanted, ...Object.fromEntries(cleared.map((name) => [name, ''])) };
  const changed = Object.entries<string>(goal).filter(([name, value]) => !isSame(current[name], value));
  if (changed.length > 0)
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: Object.fromEntries(changed) }));
}

/** Those that hold JSON may come back with other spaces or order. */
function isSame(current: string | undefined, wanted: string): boolean {
  if (current?.startsWith('{') && wanted.startsWith('{')) return sameJson(JSON.parse(current), JSON.parse(wanted));
  return current === wanted;
}

function attributesOf({ properties, policy }: QueueModel, kms: boolean): Attributes {
  const { QueueName, RedrivePolicy, RedriveAllowPolicy, KmsMasterKeyId, FifoQueue, ...plain } = properties;
  const redrive = RedrivePolicy && {
    deadLetterTargetArn: RedrivePolicy.deadLetterTargetArn,
    maxReceiveCount: String(RedrivePolicy.maxReceiveCount),
  };
  const all = {
    ...plain,
    // SQS takes FifoQueue=true only: a standard queue does not say it is none.
    FifoQueue: FifoQueue || undefined,
    KmsMasterKeyId: kms ? KmsMasterKeyId : undefined,
    RedrivePolicy: redrive && JSON.stringify(redrive),
    RedriveAllowPolicy: RedriveAllowPolicy && JSON.stringify(RedriveAllowPolicy),
    Policy: policy && JSON.stringify(policy),
  };
  const set = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return Object.fromEntries(set);
}
