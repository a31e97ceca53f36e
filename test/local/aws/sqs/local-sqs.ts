import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../../../../local/aws/service.ts';
import { createSqs } from '../../../../local/aws/sqs/sqs.ts';
import { FakeClock } from '../../fake-clock.ts';
import { serve } from '../serve.ts';

/** Our SQS behind a socket with the real SDK in front of it, on a clock that stands still. */
export async function startSqs({ inFlightLimit }: { inFlightLimit?: number } = {}) {
  const clock = new FakeClock('2026-11-22T10:00:00Z');
  const stateDirectory = await mkdtemp(join(tmpdir(), 'sqs-'));
  const running = await openSqs({ stateDirectory, clock, inFlightLimit });
  const { client } = running;
  return {
    ...running,
    clock,
    stateDirectory,
    queue: async (QueueName: string, Attributes: Record<string, string> = {}) => {
      const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
      return { QueueUrl: QueueUrl ?? '', arn: `arn:aws:sqs:eu-central-1:000000000000:${QueueName}` };
    },
    /** Ten at most, with every attribute. */
    receive: async (QueueUrl: string, more: Partial<ReceiveMessageCommand['input']> = {}) => {
      const wanted = { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const], ...more };
      const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl, ...wanted }));
      return Messages ?? [];
    },
    /** A request that the SDK's types would not let pass. */
    raw: async (operation: string, body: object) => {
      const headers = { 'x-amz-target': `AmazonSQS.${operation}`, 'content-type': 'application/x-amz-json-1.0' };
      const reply = await fetch(running.endpoint, { method: 'POST', headers, body: JSON.stringify(body) });
      const json: unknown = await reply.json();
      return { status: reply.status, queryError: reply.headers.get('x-amzn-query-error'), json };
    },
    stop: async () => {
      await running.close();
      await rm(stateDirectory, { recursive: true });
    },
  };
}

export type LocalSqs = Awaited<ReturnType<typeof startSqs>>;

export async function openSqs(options: { stateDirectory: string; clock: Clock; inFlightLimit?: number }) {
  let endpoint = '';
  const service = await createSqs({ ...options, endpoint: () => endpoint });
  const served = await serve(service);
  endpoint = served.endpoint;
  const client = new SQSClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const close = async () => {
    client.destroy();
    await served.close();
    await service.stop();
  };
  return { service, client, calls: served.calls, endpoint, close };
}
