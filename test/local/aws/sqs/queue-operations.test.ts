import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  SendMessageCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSqs, startSqs } from './local-sqs.ts';

let sqs: LocalSqs;
beforeEach(async () => {
  sqs = await startSqs();
});
afterEach(() => sqs.stop());

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
describe('CreateQueue', () => {
  it('answers the URL at the endpoint, and the same again for equal attributes', async () => {
    const first = await sqs.queue('jobs', { VisibilityTimeout: '60' });
    expect(first.QueueUrl).toBe(`${sqs.endpoint}/000000000000/jobs`);
    expect(await sqs.queue('jobs', { VisibilityTimeout: '60' })).toEqual(first);
    expect(await sqs.queue('jobs')).toEqual(first);
    expect(await sqs.queue('jobs', { DelaySeconds: '0' })).toEqual(first);
  });

  it('refuses the name of a queue with other attributes', async () => {
    await sqs.queue('jobs', { VisibilityTimeout: '60' });
    await expect(sqs.queue('jobs', { VisibilityTimeout: '61' })).rejects.toMatchObject({
      name: 'QueueNameExists',
      Code: 'QueueAlreadyExists',
      message: 'A queue already exists with the same name and a different value for attribute VisibilityTimeout',
    });
  });

  it.each([
    ['a b', {}, 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length'],
    ['x'.repeat(81), {}, 'Can only include alphanumeric characters'],
    ['jobs.fifo', {}, 'Can only include alphanumeric characters'],
    ['jobs', { FifoQueue: 'true' }, 'must end with .fifo suffix'],
  ])('refuses the name %s with %j', async (name, attributes, message) => {
    const error = { name: 'InvalidParameterValue', message: expect.stringContaining(message) };
    await expect(sqs.queue(name, attributes)).rejects.toMatchObject(error);
  });
});

describe('a queue that does not exist', () => {
  it('is the error that SDK callers know by class, name and code', async () => {
    const lookUp = sqs.client.send(new GetQueueUrlCommand({ QueueName: 'none' }));
    await expect(lookUp).rejects.toBeInstanceOf(QueueDoesNotExist);
    await expect(lookUp).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
      message: 'The specified queue does not exist.',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('stays gone after DeleteQueue, with its messages', async () => {
    const { QueueUrl } = await sqs.queue('jobs');
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'old' }));
    await sqs.client.send(new DeleteQueueCommand({ QueueUrl }));
    await expect(sqs.receive(QueueUrl)).rejects.toBeInstanceOf(QueueDoesNotExist);
    await sqs.queue('jobs');
    expect(await sqs.receive(QueueUrl)).toEqual([]);
  });
});

it('finds a queue by the last segment of its URL, whatever the host', async () => {
  const { QueueUrl } = await sqs.queue('jobs');
  await sqs.client.send(new SendMessageCommand({ QueueUrl: 'https://other.example/x/jobs', MessageBody: 'x' }));
  expect(await sqs.receive(QueueUrl)).toHaveLength(1);
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html
it('lists queues by prefix, page by page', async () => {
  for (const name of ['a-1', 'b-1', 'a-2', 'a-3']) await sqs.queue(name);
  const page = (NextToken?: string) =>
    sqs.client.send(new ListQueuesCommand({ QueueNamePrefix: 'a-', MaxResults: 2, NextToken }));
  const first = await page();
  expect(first.QueueUrls?.map((url) => url.split('/').at(-1))).toEqual(['a-1', 'a-2']);
  const second = await page(first.NextToken);
  expect(second.QueueUrls?.map((url) => url.split('/').at(-1))).toEqual(['a-3']);
  expect(second.NextToken).toBeUndefined();
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
it('purges what is visible, delayed and in flight, once a minute', async () => {
  const { QueueUrl } = await sqs.queue('jobs');
  const send = (DelaySeconds: number) =>
    sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', DelaySeconds }));
  await send(0);
  await sqs.receive(QueueUrl);
  await send(0);
  await send(5);
  const purge = () => sqs.client.send(new PurgeQueueCommand({ QueueUrl }));
  await purge();
  sqs.clock.advanceSeconds(59);
  expect(await sqs.receive(QueueUrl)).toEqual([]);
  await expect(purge()).rejects.toMatchObject({
    name: 'PurgeQueueInProgress',
    message: 'Only one PurgeQueue operation on jobs is allowed every 60 seconds.',
  });
  sqs.clock.advanceSeconds(1);
  await purge();
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-tags.html
it('keeps tags', async () => {
  const { client } = sqs;
  const tags = { team: 'cloud' };
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'jobs', tags }));
  await client.send(new TagQueueCommand({ QueueUrl, Tags: { stage: 'local', team: 'data' } }));
  const list = () => client.send(new ListQueueTagsCommand({ QueueUrl }));
  expect((await list()).Tags).toEqual({ stage: 'local', team: 'data' });
  await client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['stage', 'team'] }));
  expect((await list()).Tags).toBeUndefined();
});
