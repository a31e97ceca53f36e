import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LocalSqs, startSqs } from './local-sqs.ts';

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
let sqs: LocalSqs;
let QueueUrl: string;
let ReceiptHandle: string;
beforeEach(async () => {
  sqs = await startSqs();
  ({ QueueUrl } = await sqs.queue('jobs'));
  await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  ReceiptHandle = await receiveHandle();
});
afterEach(() => sqs.stop());

async function receiveHandle(): Promise<string> {
  const [message] = await sqs.receive(QueueUrl);
  return message?.ReceiptHandle ?? 'nothing received';
}

const change = (VisibilityTimeout: number, handle = ReceiptHandle) =>
  sqs.client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: handle, VisibilityTimeout }));

it('counts the new timeout from the call', async () => {
  sqs.clock.advanceSeconds(20);
  await change(25);
  sqs.clock.advanceSeconds(24.999);
  expect(await sqs.receive(QueueUrl)).toEqual([]);
  sqs.clock.advanceSeconds(0.001);
  expect(await sqs.receive(QueueUrl)).toHaveLength(1);
});

it('makes a message visible at once with 0, and wakes who waits for it', async () => {
  const poll = sqs.receive(QueueUrl, { WaitTimeSeconds: 20 });
  await change(0);
  expect(await poll).toHaveLength(1);
});

it('keeps no message longer than 12 hours from its receive', async () => {
  sqs.clock.advanceSeconds(10);
  await change(43_190);
  await expect(change(43_191)).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: expect.stringContaining('Total VisibilityTimeout for the message is beyond the limit [43200 seconds].'),
  });
  await expect(change(43_201)).rejects.toThrow('Value 43201 for parameter VisibilityTimeout is invalid.');
});

it('refuses a message that is not in flight', async () => {
  sqs.clock.advanceSeconds(30);
  await expect(change(10)).rejects.toMatchObject({
    name: 'MessageNotInflight',
    Code: 'AWS.SimpleQueueService.MessageNotInflight',
  });
});

it('refuses the handle of an earlier receive, of a deleted message, of another queue, and nonsense', async () => {
  const unavailable = 'Message does not exist or is not available for visibility timeout change.';
  sqs.clock.advanceSeconds(30);
  const latest = await receiveHandle();
  await expect(change(10)).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: ${unavailable}`,
  });
  await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: latest }));
  await expect(change(10, latest)).rejects.toThrow(unavailable);
  ({ QueueUrl } = await sqs.queue('others'));
  await expect(change(10)).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  await expect(change(10, 'nonsense')).rejects.toMatchObject({
    name: 'ReceiptHandleIsInvalid',
    message: 'The input receipt handle "nonsense" is not a valid receipt handle.',
    $metadata: { httpStatusCode: 404 },
  });
});

it('changes a batch entry by entry', async () => {
  const { Successful, Failed } = await sqs.client.send(
    new ChangeMessageVisibilityBatchCommand({
      QueueUrl,
      Entries: [
        { Id: 'good', ReceiptHandle, VisibilityTimeout: 0 },
        { Id: 'bad', ReceiptHandle: 'nonsense', VisibilityTimeout: 0 },
      ],
    }),
  );
  expect(Successful).toEqual([{ Id: 'good' }]);
  expect(Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid', SenderFault: true }]);
  expect(await sqs.receive(QueueUrl)).toHaveLength(1);
});
