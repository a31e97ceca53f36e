import { DeleteMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSqs, startSqs } from './local-sqs.ts';

let sqs: LocalSqs;
beforeEach(async () => {
  sqs = await startSqs();
});
afterEach(() => sqs.stop());

const send = (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommand['input']> = {}) =>
  sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
describe('a fair queue', () => {
  it('gives out the one message of a quiet tenant with the next receive, before 20,000 of a noisy one', async () => {
    const { QueueUrl, arn } = await sqs.queue('jobs');
    for (let index = 0; index < 20_000; index += 1)
      await sqs.service.sendTo(arn, { body: `${index}`, messageGroupId: 'noisy' });
    expect((await sqs.receive(QueueUrl)).map(({ Body }) => Body)).toEqual([...'0123456789']);
    await sqs.service.sendTo(arn, { body: 'help', messageGroupId: 'quiet' });
    const [first, second] = await sqs.receive(QueueUrl, { MaxNumberOfMessages: 2 });
    expect(first).toMatchObject({ Body: 'help', Attributes: { MessageGroupId: 'quiet' } });
    expect(second?.Body).toBe('10');
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html
  it('treats every message without a group as a tenant of its own', async () => {
    const { QueueUrl } = await sqs.queue('jobs');
    for (const body of ['1', '2', '3']) await send(QueueUrl, body, { MessageGroupId: 'noisy' });
    for (const body of ['4', '5']) await send(QueueUrl, body);
    expect((await sqs.receive(QueueUrl)).map(({ Body }) => Body)).toEqual(['1', '4', '5', '2', '3']);
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
describe('a dead-letter queue', () => {
  async function queues(maxReceiveCount: number, attributes: Record<string, string> = {}) {
    const suffix = attributes.FifoQueue ? '.fifo' : '';
    const dead = await sqs.queue(`dead${suffix}`, attributes);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount });
    return { dead, jobs: await sqs.queue(`jobs${suffix}`, { ...attributes, RedrivePolicy }) };
  }

  const fail = async (QueueUrl: string) => {
    const messages = await sqs.receive(QueueUrl);
    sqs.clock.advanceSeconds(30);
    return messages.map(({ Body }) => Body);
  };

  it('gets a message once it has been received maxReceiveCount times, at the next receive', async () => {
    const { jobs, dead } = await queues(2);
    const sentAt = String(sqs.clock.now());
    const MessageAttributes = { a: { DataType: 'String', StringValue: 'b' } };
    const { MessageId } = await send(jobs.QueueUrl, 'x', { MessageAttributes, MessageGroupId: 'tenant' });
    expect([await fail(jobs.QueueUrl), await fail(jobs.QueueUrl)]).toEqual([['x'], ['x']]);
    expect(await sqs.receive(dead.QueueUrl)).toEqual([]);
    expect(await fail(jobs.QueueUrl)).toEqual([]);
    const [message] = await sqs.receive(dead.QueueUrl, { MessageAttributeNames: ['All'] });
    expect(message).toMatchObject({
      MessageId,
      Body: 'x',
      MessageAttributes,
      Attributes: {
        ApproximateReceiveCount: '3',
        DeadLetterQueueSourceArn: jobs.arn,
        MessageGroupId: 'tenant',
        SentTimestamp: sentAt,
      },
    });
  });

  it('wakes who polls it', async () => {
    const { jobs, dead } = await queues(1);
    await send(jobs.QueueUrl, 'x');
    await fail(jobs.QueueUrl);
    const poll = sqs.receive(dead.QueueUrl, { WaitTimeSeconds: 20 });
    await sqs.receive(jobs.QueueUrl);
    expect(await poll).toHaveLength(1);
  });

  it('does not delay the good messages behind the bad one', async () => {
    const { jobs } = await queues(1);
    await send(jobs.QueueUrl, 'bad');
    await fail(jobs.QueueUrl);
    await send(jobs.QueueUrl, 'good');
    expect(await fail(jobs.QueueUrl)).toEqual(['good']);
  });

  it('ignores a late delete with a handle of the source', async () => {
    const { jobs, dead } = await queues(1);
    await send(jobs.QueueUrl, 'x');
    const [message] = await sqs.receive(jobs.QueueUrl);
    sqs.clock.advanceSeconds(30);
    await sqs.receive(jobs.QueueUrl);
    const { ReceiptHandle } = message ?? {};
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl: jobs.QueueUrl, ReceiptHandle }));
    expect(await sqs.receive(dead.QueueUrl)).toHaveLength(1);
  });

  it('unblocks the group of a FIFO queue', async () => {
    const { jobs, dead } = await queues(1, { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    for (const body of ['1', '2']) await send(jobs.QueueUrl, body, { MessageGroupId: 'a' });
    await sqs.receive(jobs.QueueUrl, { MaxNumberOfMessages: 1 });
    sqs.clock.advanceSeconds(30);
    expect(await fail(jobs.QueueUrl)).toEqual(['2']);
    expect(await fail(dead.QueueUrl)).toEqual(['1']);
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
  it.each([
    ['goes on counting the retention of a standard queue', {}, []],
    ['counts the retention of a FIFO queue anew', { FifoQueue: 'true', ContentBasedDeduplication: 'true' }, ['x']],
  ])('%s', async (_, attributes, left) => {
    const { jobs, dead } = await queues(1, { ...attributes, MessageRetentionPeriod: '60' });
    await send(jobs.QueueUrl, 'x', { MessageGroupId: 'a' });
    await fail(jobs.QueueUrl);
    await fail(jobs.QueueUrl);
    sqs.clock.advanceSeconds(0.001);
    expect(await fail(dead.QueueUrl)).toEqual(left);
  });
});
