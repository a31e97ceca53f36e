import { DeleteMessageCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSqs, startSqs } from './local-sqs.ts';

let sqs: LocalSqs;
let QueueUrl: string;
beforeEach(async () => {
  sqs = await startSqs();
  ({ QueueUrl } = await sqs.queue('jobs.fifo', { FifoQueue: 'true' }));
});
afterEach(() => sqs.stop());

const send = (MessageBody: string, MessageGroupId?: string, more: Partial<SendMessageCommand['input']> = {}) =>
  sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId, ...more }));
const bodies = async (MaxNumberOfMessages = 10) =>
  (await sqs.receive(QueueUrl, { MaxNumberOfMessages })).map(({ Body }) => Body);

describe('a message to a FIFO queue', () => {
  it('needs a group and, without content-based deduplication, a deduplication id', async () => {
    await expect(send('x')).rejects.toMatchObject({
      name: 'MissingParameter',
      message: 'The request must contain the parameter MessageGroupId.',
    });
    await expect(send('x', 'a')).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message:
        'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    });
  });

  it('takes its delay from the queue only', async () => {
    await expect(send('x', 'a', { MessageDeduplicationId: '1', DelaySeconds: 2 })).rejects.toMatchObject({
      message:
        'Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.',
    });
  });

  it('gets a 20-digit sequence number that grows and comes back with the message', async () => {
    const first = await send('1', 'a', { MessageDeduplicationId: '1' });
    const second = await send('2', 'a', { MessageDeduplicationId: '2' });
    expect(first.SequenceNumber).toMatch(/^\d{20}$/);
    expect(BigInt(second.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(first.SequenceNumber ?? 0));
    const received = await sqs.receive(QueueUrl);
    expect(received.map(({ Attributes }) => Attributes)).toMatchObject([
      { SequenceNumber: first.SequenceNumber, MessageGroupId: 'a', MessageDeduplicationId: '1' },
      { SequenceNumber: second.SequenceNumber, MessageGroupId: 'a', MessageDeduplicationId: '2' },
    ]);
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
describe('FIFO delivery', () => {
  beforeEach(async () => {
    const { client } = sqs;
    const Entries = ['a1', 'a2', 'b1', 'a3'].map((body) => ({
      Id: body,
      MessageBody: body,
      MessageGroupId: body.slice(0, 1),
      MessageDeduplicationId: body,
    }));
    await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  });

  it('gives as many of one group as it can, in order, before the next', async () => {
    expect(await bodies()).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  it('blocks a group until its messages in flight are deleted or visible again', async () => {
    const [message] = await sqs.receive(QueueUrl, { MaxNumberOfMessages: 1 });
    expect(message?.Body).toBe('a1');
    expect(await bodies()).toEqual(['b1']);
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    expect(await bodies(1)).toEqual(['a2']);
    expect(await bodies()).toEqual([]);
    sqs.clock.advanceSeconds(30);
    expect(await bodies()).toEqual(['a2', 'a3', 'b1']);
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html
describe('deduplication', () => {
  it('accepts a repeated id for five minutes without delivering it, even after the first is gone', async () => {
    const first = await send('1', 'a', { MessageDeduplicationId: 'd' });
    const [message] = await sqs.receive(QueueUrl);
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    sqs.clock.advanceSeconds(299.999);
    const second = await send('2', 'b', { MessageDeduplicationId: 'd' });
    expect([second.MessageId, second.SequenceNumber]).toEqual([first.MessageId, first.SequenceNumber]);
    expect(await bodies()).toEqual([]);
    sqs.clock.advanceSeconds(0.001);
    await send('3', 'b', { MessageDeduplicationId: 'd' });
    expect(await bodies()).toEqual(['3']);
  });

  it('goes by the SHA-256 of the body where the queue says so, unless an id is given', async () => {
    ({ QueueUrl } = await sqs.queue('content.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' }));
    await send('same', 'a');
    await send('same', 'a', { MessageAttributes: { n: { DataType: 'Number', StringValue: '1' } } });
    await send('same', 'a', { MessageDeduplicationId: 'other' });
    const received = await sqs.receive(QueueUrl);
    expect(received.map(({ Attributes }) => Attributes?.MessageDeduplicationId)).toEqual([
      '0967115f2813a3541eaef77de9d9d5773f1c0c04314b0bbfe4ff3b3b1c55b5d5',
      'other',
    ]);
  });

  it('looks at one group only with the scope messageGroup', async () => {
    ({ QueueUrl } = await sqs.queue('scoped.fifo', { FifoQueue: 'true', DeduplicationScope: 'messageGroup' }));
    for (const group of ['a', 'b', 'a']) await send(group, group, { MessageDeduplicationId: 'd' });
    expect(await bodies()).toEqual(['a', 'b']);
  });
});
