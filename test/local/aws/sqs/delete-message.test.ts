import { DeleteMessageBatchCommand, DeleteMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LocalSqs, startSqs } from './local-sqs.ts';

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
let sqs: LocalSqs;
let QueueUrl: string;
beforeEach(async () => {
  sqs = await startSqs();
  ({ QueueUrl } = await sqs.queue('jobs'));
});
afterEach(() => sqs.stop());

const send = (more: Partial<SendMessageCommand['input']> = {}) =>
  sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', ...more }));
const remove = (ReceiptHandle: string) => sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

async function receiveHandles(): Promise<string[]> {
  const messages = await sqs.receive(QueueUrl);
  return messages.map(({ ReceiptHandle }) => ReceiptHandle ?? '');
}

it('deletes for good, and again without complaint', async () => {
  await send();
  const [handle = ''] = await receiveHandles();
  await remove(handle);
  await remove(handle);
  sqs.clock.advanceSeconds(30);
  expect(await receiveHandles()).toEqual([]);
});

it('deletes after the visibility timeout too, as long as nobody has received the message since', async () => {
  await send();
  const [handle = ''] = await receiveHandles();
  sqs.clock.advanceSeconds(30);
  await remove(handle);
  expect(await receiveHandles()).toEqual([]);
});

it('succeeds without effect for the handle of an earlier receive', async () => {
  await send();
  const [earlier = ''] = await receiveHandles();
  sqs.clock.advanceSeconds(30);
  expect(await receiveHandles()).toHaveLength(1);
  await remove(earlier);
  sqs.clock.advanceSeconds(30);
  expect(await receiveHandles()).toHaveLength(1);
});

it('refuses an expired handle in a FIFO queue', async () => {
  ({ QueueUrl } = await sqs.queue('jobs.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' }));
  await send({ MessageGroupId: 'a' });
  const [handle = ''] = await receiveHandles();
  sqs.clock.advanceSeconds(30);
  await expect(remove(handle)).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: `Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
  });
});

it('deletes a batch entry by entry', async () => {
  await send();
  await send();
  const [first = ''] = await receiveHandles();
  const { Successful, Failed } = await sqs.client.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: 'good', ReceiptHandle: first },
        { Id: 'bad', ReceiptHandle: 'nonsense' },
      ],
    }),
  );
  expect(Successful).toEqual([{ Id: 'good' }]);
  expect(Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid' }]);
  sqs.clock.advanceSeconds(30);
  expect(await receiveHandles()).toHaveLength(1);
});
