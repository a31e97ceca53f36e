import { createHash } from 'node:crypto';
import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
const batch = (Entries: SendMessageBatchCommand['input']['Entries']) =>
  sqs.client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
describe('SendMessage', () => {
  it('answers the digests that the SDK compares', async () => {
    const sent = await send('msg', {
      MessageAttributes: { Foo: { DataType: 'String', StringValue: 'Bar' } },
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1' } },
    });
    expect(sent).toMatchObject({
      MD5OfMessageBody: '6e2baaf3b97dbeef01c0043275f9a0e7',
      MD5OfMessageAttributes: 'ae7155c6026991b6d54b11589678bf9c',
      MD5OfMessageSystemAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
      MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(sent.SequenceNumber).toBeUndefined();
  });

  it.each([
    ['\u0000', 'control characters'],
    ['\uFFFE', 'non-characters'],
    ['a\u0019b', 'control characters inside'],
  ])('refuses %j: %s', async (body) => {
    await expect(send(body)).rejects.toMatchObject({
      name: 'InvalidMessageContents',
      message: expect.stringContaining('Invalid characters found.'),
    });
  });

  it('takes every character that AWS allows', async () => {
    const body = '\t\n\r ~\uD7FF\uE000\uFFFD\u{10000}\u{10FFFF}';
    await send(body);
    expect((await sqs.receive(QueueUrl))[0]?.Body).toBe(body);
  });

  it('needs a body', async () => {
    await expect(send('')).rejects.toMatchObject({
      name: 'MissingParameter',
      message: 'The request must contain the parameter MessageBody.',
    });
  });

  it('takes 1 MiB with its attributes and not a byte more', async () => {
    const MessageAttributes = { a: { DataType: 'String', StringValue: 'b' } };
    const body = 'x'.repeat(1_048_576 - 8);
    const { MD5OfMessageBody } = await send(body, { MessageAttributes });
    expect(MD5OfMessageBody).toBe(createHash('md5').update(body).digest('hex'));
    await expect(send(`${body}x`, { MessageAttributes })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: 'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
    });
  });

  it("keeps to the queue's own MaximumMessageSize, in bytes", async () => {
    ({ QueueUrl } = await sqs.queue('small', { MaximumMessageSize: '1024' }));
    await send('é'.repeat(512));
    await expect(send('é'.repeat(513))).rejects.toThrow('Message must be shorter than 1024 bytes.');
  });

  it.each([
    [
      { DelaySeconds: 901 },
      'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
    ],
    [{ MessageDeduplicationId: 'd' }, 'The request include parameter that is not valid for this queue type.'],
    [{ MessageGroupId: 'a b' }, 'MessageGroupId can only include alphanumeric and punctuation characters.'],
  ])('refuses %j on a standard queue', async (input, message) => {
    const error = { name: 'InvalidParameterValue', message: expect.stringContaining(message) };
    await expect(send('x', input)).rejects.toMatchObject(error);
  });

  it('delays by the queue, or by the message where it says so', async () => {
    ({ QueueUrl } = await sqs.queue('slow', { DelaySeconds: '10' }));
    await send('by queue');
    await send('by message', { DelaySeconds: 20 });
    await send('at once', { DelaySeconds: 0 });
    const bodies = async () => (await sqs.receive(QueueUrl)).map(({ Body }) => Body);
    expect(await bodies()).toEqual(['at once']);
    sqs.clock.advanceSeconds(9);
    expect(await bodies()).toEqual([]);
    sqs.clock.advanceSeconds(1);
    expect(await bodies()).toEqual(['by queue']);
    sqs.clock.advanceSeconds(10);
    expect(await bodies()).toEqual(['by message']);
  });

  it('names a parameter that it does not know instead of ignoring it', async () => {
    const reply = await sqs.raw('SendMessage', { QueueUrl, MessageBody: 'x', Priority: 1 });
    expect(reply).toMatchObject({
      status: 400,
      json: {
        __type: 'com.amazonaws.sqs#UnsupportedOperation',
        message: 'The local SQS does not support the parameter Priority.',
      },
    });
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
describe('SendMessageBatch', () => {
  it('reports every entry by its id, and lets the good ones pass', async () => {
    const { Successful, Failed } = await batch([
      { Id: 'good', MessageBody: 'x' },
      { Id: 'late', MessageBody: 'x', DelaySeconds: 901 },
      { Id: 'bad', MessageBody: '\u0001' },
    ]);
    expect(Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(Failed).toMatchObject([
      { Id: 'late', Code: 'InvalidParameterValue', SenderFault: true },
      { Id: 'bad', Code: 'InvalidMessageContents', SenderFault: true },
    ]);
    expect(await sqs.receive(QueueUrl)).toHaveLength(1);
  });

  const entries = (count: number, body = 'x') =>
    Array.from({ length: count }, (_, index) => ({ Id: `${index}`, MessageBody: body }));

  it.each([
    [[], 'EmptyBatchRequest', 'There should be at least one SendMessageBatchRequestEntry in the request.'],
    [entries(11), 'TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10. You have sent 11.'],
    [[...entries(1), ...entries(1)], 'BatchEntryIdsNotDistinct', 'Id 0 repeated.'],
    [[{ Id: 'a b', MessageBody: 'x' }], 'InvalidBatchEntryId', 'A batch entry id can only contain'],
    [entries(2, 'x'.repeat(524_289)), 'BatchRequestTooLong', 'longer than 1048576 bytes. You have sent 1048578 bytes.'],
  ])('refuses a bad batch as a whole: case %#', async (bad, name, message) => {
    await expect(batch(bad)).rejects.toMatchObject({
      name,
      Code: `AWS.SimpleQueueService.${name}`,
      message: expect.stringContaining(message),
    });
    expect(await sqs.receive(QueueUrl)).toEqual([]);
  });
});
