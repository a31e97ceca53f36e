import {
  DeleteMessageCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocalSqs, startSqs } from './local-sqs.ts';

let sqs: LocalSqs;
let QueueUrl: string;
beforeEach(async () => {
  sqs = await startSqs();
  ({ QueueUrl } = await sqs.queue('jobs'));
});
afterEach(() => sqs.stop());

const send = (MessageBody: string, more: Partial<SendMessageCommand['input']> = {}) =>
  sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const bodies = async (more: Partial<ReceiveMessageCommand['input']> = {}) =>
  (await sqs.receive(QueueUrl, more)).map(({ Body }) => Body);

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
describe('ReceiveMessage', () => {
  it('gives one message unless asked for up to ten', async () => {
    for (let index = 0; index < 12; index += 1) await send(`${index}`);
    const { Messages } = await sqs.client.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['0']);
    expect(await bodies()).toHaveLength(10);
    expect(await bodies()).toHaveLength(1);
  });

  it('tells of a message what was asked', async () => {
    const sentAt = String(sqs.clock.now());
    const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
    await send('x', {
      MessageGroupId: 'tenant',
      MessageAttributes: { a: attribute('1'), b: attribute('2') },
      MessageSystemAttributes: { AWSTraceHeader: attribute('Root=1') },
    });
    sqs.clock.advanceSeconds(5);
    const [first] = await sqs.receive(QueueUrl, { MessageAttributeNames: ['a'], VisibilityTimeout: 0 });
    expect(first?.Attributes).toEqual({
      SenderId: '000000000000',
      SentTimestamp: sentAt,
      ApproximateReceiveCount: '1',
      ApproximateFirstReceiveTimestamp: String(sqs.clock.now()),
      MessageGroupId: 'tenant',
      AWSTraceHeader: 'Root=1',
    });
    expect(first?.MessageAttributes).toEqual({ a: attribute('1') });
    const [second] = await sqs.receive(QueueUrl, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    expect(second?.Attributes).toEqual({ ApproximateReceiveCount: '2' });
    expect(second?.MessageAttributes).toBeUndefined();
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  });

  it.each([
    [
      { MaxNumberOfMessages: 11 },
      'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    ],
    [{ MaxNumberOfMessages: 0 }, 'Must be between 1 and 10'],
    [{ WaitTimeSeconds: 21 }, 'Value 21 for parameter WaitTimeSeconds is invalid.'],
    [{ VisibilityTimeout: 43_201 }, 'Value 43201 for parameter VisibilityTimeout is invalid.'],
  ])('refuses %j', async (input, message) => {
    const error = { name: 'InvalidParameterValue', message: expect.stringContaining(message) };
    await expect(sqs.receive(QueueUrl, input)).rejects.toMatchObject(error);
  });

  it('refuses ReceiveRequestAttemptId rather than ignoring it', async () => {
    await expect(sqs.receive(QueueUrl, { ReceiveRequestAttemptId: 'x' })).rejects.toThrow('ReceiveRequestAttemptId');
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
  it('hides a message to the millisecond of its visibility timeout', async () => {
    await send('x');
    expect(await bodies({ VisibilityTimeout: 7 })).toEqual(['x']);
    sqs.clock.advanceSeconds(6.999);
    expect(await bodies()).toEqual([]);
    sqs.clock.advanceSeconds(0.001);
    expect(await bodies()).toEqual(['x']);
    sqs.clock.advanceSeconds(29.999);
    expect(await bodies()).toEqual([]);
    sqs.clock.advanceSeconds(0.001);
    expect(await bodies()).toEqual(['x']);
  });

  it('drops a message at the end of its retention', async () => {
    ({ QueueUrl } = await sqs.queue('brief', { MessageRetentionPeriod: '60' }));
    await send('x');
    sqs.clock.advanceSeconds(59.999);
    expect(await bodies({ VisibilityTimeout: 0 })).toEqual(['x']);
    sqs.clock.advanceSeconds(0.001);
    expect(await bodies()).toEqual([]);
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
describe('long polling', () => {
  const waiting = (count: number) => vi.waitFor(() => expect(sqs.clock.pending).toBe(count));

  it('answers the moment a message arrives', async () => {
    const poll = bodies({ WaitTimeSeconds: 20 });
    await waiting(1);
    await send('x');
    expect(await poll).toEqual(['x']);
    expect(sqs.clock.pending).toBe(0);
  });

  it('answers with nothing when its time is over, which the queue may set', async () => {
    ({ QueueUrl } = await sqs.queue('patient', { ReceiveMessageWaitTimeSeconds: '3' }));
    let isOver = false;
    const poll = bodies().finally(() => {
      isOver = true;
    });
    await waiting(1);
    sqs.clock.advanceSeconds(2.999);
    expect([isOver, sqs.clock.pending]).toEqual([false, 1]);
    sqs.clock.advanceSeconds(0.001);
    expect(await poll).toEqual([]);
  });

  it('answers the moment a delay or a visibility timeout ends', async () => {
    await send('delayed', { DelaySeconds: 5 });
    const first = bodies({ WaitTimeSeconds: 20, VisibilityTimeout: 10 });
    await waiting(2);
    sqs.clock.advanceSeconds(5);
    expect(await first).toEqual(['delayed']);
    const second = bodies({ WaitTimeSeconds: 20 });
    await waiting(2);
    sqs.clock.advanceSeconds(10);
    expect(await second).toEqual(['delayed']);
  });

  it('serves who waited longest, one message each', async () => {
    const first = bodies({ WaitTimeSeconds: 20 });
    await waiting(1);
    const second = bodies({ WaitTimeSeconds: 20 });
    await waiting(2);
    await send('1');
    await send('2');
    expect([await first, await second]).toEqual([['1'], ['2']]);
  });

  it('loses nothing to a receiver that has hung up', async () => {
    const abort = new AbortController();
    const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    const poll = sqs.client.send(command, { abortSignal: abort.signal });
    const hungUp = expect(poll).rejects.toMatchObject({ name: 'AbortError' });
    await waiting(1);
    abort.abort();
    await hungUp;
    await waiting(0);
    await send('x');
    const [message] = await sqs.receive(QueueUrl);
    expect(message).toMatchObject({ Body: 'x', Attributes: { ApproximateReceiveCount: '1' } });
  });

  it('ends when its queue is deleted', async () => {
    const poll = bodies({ WaitTimeSeconds: 20 });
    await waiting(1);
    await sqs.client.send(new DeleteQueueCommand({ QueueUrl }));
    expect(await poll).toEqual([]);
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
describe('the limit of messages in flight', () => {
  beforeEach(async () => {
    await sqs.stop();
    sqs = await startSqs({ inFlightLimit: 2 });
    ({ QueueUrl } = await sqs.queue('jobs'));
  });

  it('is OverLimit for a short poll and silence for a long one', async () => {
    for (const body of ['1', '2', '3']) await send(body);
    const received = await sqs.receive(QueueUrl);
    expect(received).toHaveLength(2);
    await expect(sqs.receive(QueueUrl)).rejects.toMatchObject({ name: 'OverLimit', Code: 'OverLimit' });
    const poll = bodies({ WaitTimeSeconds: 20 });
    await vi.waitFor(() => expect(sqs.clock.pending).toBeGreaterThan(0));
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: received[0]?.ReceiptHandle }));
    expect(await poll).toEqual(['3']);
  });

  it('is silence in a FIFO queue', async () => {
    ({ QueueUrl } = await sqs.queue('jobs.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' }));
    for (const body of ['1', '2', '3']) await send(body, { MessageGroupId: body });
    expect(await bodies()).toHaveLength(2);
    expect(await bodies()).toEqual([]);
  });
});
