import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LocalSqs, startSqs } from './local-sqs.ts';

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
let sqs: LocalSqs;
beforeEach(async () => {
  sqs = await startSqs();
});
afterEach(() => sqs.stop());

/** What the calls made by `act` needed, e.g. `sqs:SendMessage jobs`. */
async function needed(act: () => Promise<unknown>): Promise<string[]> {
  const before = sqs.calls.length;
  await act();
  return sqs.calls.slice(before).map(({ action, resource }) => `${action} ${resource.split(':').at(-1)}`);
}

it('asks for the single action on the ARN of the queue, for a batch too', async () => {
  const { QueueUrl, arn } = await sqs.queue('jobs');
  const Entries = [{ Id: '1', MessageBody: 'x' }];
  expect(await needed(() => sqs.client.send(new SendMessageBatchCommand({ QueueUrl, Entries })))).toEqual([
    'sqs:SendMessage jobs',
  ]);
  expect(sqs.calls.at(-1)?.resource).toBe(arn);
  expect(await needed(() => sqs.receive(QueueUrl))).toEqual(['sqs:ReceiveMessage jobs']);
  const handles = [{ Id: '1', ReceiptHandle: 'x' }];
  expect(await needed(() => sqs.client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: handles })))).toEqual([
    'sqs:DeleteMessage jobs',
  ]);
  expect(await needed(() => sqs.client.send(new GetQueueAttributesCommand({ QueueUrl })))).toEqual([
    'sqs:GetQueueAttributes jobs',
  ]);
  expect(await needed(() => sqs.client.send(new GetQueueUrlCommand({ QueueName: 'jobs' })))).toEqual([
    'sqs:GetQueueUrl jobs',
  ]);
  expect(await needed(() => sqs.client.send(new ListQueuesCommand()))).toEqual(['sqs:ListQueues *']);
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
it('asks for the use of the key of an encrypted queue', async () => {
  const KmsMasterKeyId = 'arn:aws:kms:eu-central-1:000000000000:key/k1';
  const { QueueUrl } = await sqs.queue('secret', { KmsMasterKeyId });
  const send = () => sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  expect(await needed(send)).toEqual(['sqs:SendMessage secret', 'kms:GenerateDataKey key/k1', 'kms:Decrypt key/k1']);
  expect(await needed(() => sqs.receive(QueueUrl))).toEqual(['sqs:ReceiveMessage secret', 'kms:Decrypt key/k1']);
  expect(await needed(() => sqs.queue('secret'))).toEqual(['sqs:CreateQueue secret']);
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
it('asks for both ends of a message move', async () => {
  const dead = await sqs.queue('dead');
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 });
  await sqs.queue('jobs', { RedrivePolicy });
  expect(await needed(() => sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn })))).toEqual([
    'sqs:StartMessageMoveTask dead',
    'sqs:ReceiveMessage dead',
    'sqs:DeleteMessage dead',
    'sqs:GetQueueAttributes dead',
    'sqs:SendMessage jobs',
  ]);
});
