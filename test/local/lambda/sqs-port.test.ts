import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../../local/aws/service.ts';
import { createSqs, type SqsService } from '../../../local/aws/sqs/sqs.ts';
import { createQueueSources } from '../../../local/lambda/queue-sources.ts';
import { createSqsPort } from '../../../local/lambda/sqs-port.ts';
import { serve } from '../aws/serve.ts';
import { Fixture } from './fixture.ts';

const stateDirectory = mkdtempSync(join(tmpdir(), 'odavl-sqs-port-'));
const queueArn = 'arn:aws:sqs:eu-central-1:000000000000:tasks';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test', sessionToken: 'test' };
let service: SqsService;
let served: Awaited<ReturnType<typeof serve>>;
let client: SQSClient;
let port: ReturnType<typeof createSqsPort>;

beforeEach(async () => {
  // A queue URL whose host leads nowhere, as an emulator in another network hands out.
  service = await createSqs({ stateDirectory, clock: systemClock, endpoint: () => 'http://queue.invalid:1' });
  served = await serve(service);
  const config = { endpoint: served.endpoint, region: 'eu-central-1', credentials };
  client = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
  port = createSqsPort(config);
  await client.send(new CreateQueueCommand({ QueueName: 'tasks', Attributes: { VisibilityTimeout: '77' } }));
});
afterEach(async () => {
  port.close();
  client.destroy();
  await served.close();
  await service.stop();
  rmSync(stateDirectory, { recursive: true, force: true });
});

const QueueUrl = 'http://queue.invalid:1/000000000000/tasks';
const receive = () => port.receive(queueArn, { max: 10, waitSeconds: 0, signal: new AbortController().signal });

it('receives messages with all their attributes', async () => {
  const MessageAttributes = {
    kind: { DataType: 'String', StringValue: 'x' },
    bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) },
  };
  const { MessageId } = await client.send(
    new SendMessageCommand({ QueueUrl, MessageBody: 'hello', MessageAttributes }),
  );
  expect(await receive()).toEqual([
    {
      messageId: MessageId,
      receiptHandle: expect.any(String),
      body: 'hello',
      md5OfBody: '5d41402abc4b2a76b9719d911017c592',
      attributes: expect.objectContaining({ ApproximateReceiveCount: '1', SentTimestamp: expect.any(String) }),
      messageAttributes: {
        kind: { dataType: 'String', stringValue: 'x' },
        bytes: { dataType: 'Binary', binaryValue: 'AP8=' },
      },
      md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
    },
  ]);
});

it('deletes more than ten messages', async () => {
  const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: String(index) }));
  for (let i = 0; i < 2; i++) await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const handles = [...(await receive()), ...(await receive())].map((message) => message.receiptHandle);
  expect(handles).toHaveLength(20);
  await port.delete(queueArn, handles);
  const AttributeNames = ['ApproximateNumberOfMessages' as const, 'ApproximateNumberOfMessagesNotVisible' as const];
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  expect(Attributes).toEqual({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
});

it('fails loudly when a message cannot be deleted, and for a queue that does not exist', async () => {
  await expect(port.delete(queueArn, ['no-handle'])).rejects.toThrow(
    'SQS could not delete 1 of 1 messages: ReceiptHandleIsInvalid',
  );
  await expect(port.attributes(`${queueArn}-none`)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
});

it('tells the visibility timeout', async () => {
  expect(await port.attributes(queueArn)).toEqual({ visibilityTimeoutSeconds: 77 });
});

it('ends a long poll on abort', async () => {
  const controller = new AbortController();
  const polling = port.receive(queueArn, { max: 10, waitSeconds: 20, signal: controller.signal });
  await vi.waitFor(() => expect(served.calls.some((call) => call.action === 'sqs:ReceiveMessage')).toBe(true));
  controller.abort();
  await expect(polling).rejects.toMatchObject({ name: 'AbortError' });
});

it('feeds a real function from a real queue', async () => {
  const fixture = new Fixture().add(
    'worker',
    'export const handler = async (e) => { for (const r of e.Records) console.log(r.body); };',
  );
  const lambda = await fixture.start();
  const source = {
    queueArn,
    functionName: 'worker',
    batchSize: 10,
    batchingWindowSeconds: 0,
    reportsBatchItemFailures: false,
    enabled: true,
  };
  const sources = createQueueSources({
    sources: [source],
    lambda,
    queue: port,
    clock: systemClock,
    log: (line) => expect.fail(line),
  });
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'from the queue' }));
  await vi.waitFor(() => expect(fixture.lines.map((entry) => entry.line)).toEqual(['from the queue']));
  await vi.waitFor(() => expect(served.calls.some((call) => call.action === 'sqs:DeleteMessage')).toBe(true));
  await sources.stop();
  await fixture.close();
});
