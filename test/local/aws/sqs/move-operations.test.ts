import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LocalSqs, startSqs } from './local-sqs.ts';

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
type Ends = Awaited<ReturnType<LocalSqs['queue']>>;
let sqs: LocalSqs;
let dead: Ends;
let jobs: Ends;
beforeEach(async () => {
  sqs = await startSqs();
  dead = await sqs.queue('dead');
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 });
  jobs = await sqs.queue('jobs', { RedrivePolicy });
});
afterEach(() => sqs.stop());

const start = (more: Partial<StartMessageMoveTaskCommand['input']> = {}) =>
  sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn, ...more }));
const tasks = async () =>
  (await sqs.client.send(new ListMessageMoveTasksCommand({ SourceArn: dead.arn, MaxResults: 10 }))).Results;
const bodies = async (QueueUrl: string) => (await sqs.receive(QueueUrl)).map(({ Body }) => Body);

/** Sends messages and receives them once too often. */
async function bury(...messages: string[]) {
  for (const MessageBody of messages)
    await sqs.client.send(new SendMessageCommand({ QueueUrl: jobs.QueueUrl, MessageBody }));
  await sqs.receive(jobs.QueueUrl, { VisibilityTimeout: 0 });
  expect(await sqs.receive(jobs.QueueUrl)).toEqual([]);
}

it('returns messages to their source as new ones', async () => {
  await bury('x');
  const [before] = await sqs.receive(dead.QueueUrl, { VisibilityTimeout: 0 });
  sqs.clock.advanceSeconds(1);
  await start();
  sqs.clock.advanceSeconds(0);
  const [after] = await sqs.receive(jobs.QueueUrl);
  expect(after).toMatchObject({
    Body: 'x',
    Attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(sqs.clock.now()) },
  });
  expect(after?.MessageId).not.toBe(before?.MessageId);
  expect(await tasks()).toEqual([
    {
      Status: 'COMPLETED',
      SourceArn: dead.arn,
      ApproximateNumberOfMessagesMoved: 1,
      ApproximateNumberOfMessagesToMove: 1,
      StartedTimestamp: sqs.clock.now(),
    },
  ]);
});

it('moves to another queue at the rate asked for, one task at a time', async () => {
  const other = await sqs.queue('other');
  await bury('1', '2', '3');
  const { TaskHandle } = await start({ DestinationArn: other.arn, MaxNumberOfMessagesPerSecond: 2 });
  await expect(start()).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: 'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
  });
  sqs.clock.advanceSeconds(0.999);
  expect(await bodies(other.QueueUrl)).toEqual(['1', '2']);
  expect(await tasks()).toMatchObject([
    { Status: 'RUNNING', TaskHandle, DestinationArn: other.arn, ApproximateNumberOfMessagesMoved: 2 },
  ]);
  sqs.clock.advanceSeconds(0.001);
  expect(await bodies(other.QueueUrl)).toEqual(['3']);
  expect(await tasks()).toMatchObject([{ Status: 'COMPLETED' }]);
});

it('can be cancelled while it runs', async () => {
  await bury('1', '2');
  const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 1 });
  sqs.clock.advanceSeconds(0);
  const cancel = () => sqs.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
  expect((await cancel()).ApproximateNumberOfMessagesMoved).toBe(1);
  sqs.clock.advanceSeconds(10);
  expect(await bodies(jobs.QueueUrl)).toEqual(['1']);
  expect(await tasks()).toMatchObject([{ Status: 'CANCELLED' }]);
  await expect(cancel()).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});

it('fails on a message that did not die in a queue', async () => {
  await sqs.client.send(new SendMessageCommand({ QueueUrl: dead.QueueUrl, MessageBody: 'sent here' }));
  await start();
  sqs.clock.advanceSeconds(0);
  expect(await tasks()).toMatchObject([{ Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' }]);
  expect(await bodies(dead.QueueUrl)).toEqual(['sent here']);
});

it('needs existing queues, of which the source is a dead-letter queue', async () => {
  await expect(start({ SourceArn: jobs.arn })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: 'Source queue must be configured as a Dead Letter Queue.',
  });
  await expect(start({ SourceArn: `${dead.arn}-not` })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: "The resource that you specified for the SourceArn parameter doesn't exist.",
    $metadata: { httpStatusCode: 404 },
  });
  await expect(start({ DestinationArn: `${dead.arn}-not` })).rejects.toThrow('DestinationArn');
  await expect(start({ MaxNumberOfMessagesPerSecond: 501 })).rejects.toThrow('Must be between 1 and 500.');
});
