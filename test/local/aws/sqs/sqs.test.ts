import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  DeleteMessageBatchCommand,
  ListQueueTagsCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
  TagQueueCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../local/aws/service.ts';
import { type LocalSqs, openSqs, startSqs } from './local-sqs.ts';

let sqs: LocalSqs;
beforeEach(async () => {
  sqs = await startSqs();
});
afterEach(() => sqs.stop());

describe('sendTo', () => {
  it('sends what SendMessage would, and wakes the receiver', async () => {
    const { QueueUrl, arn } = await sqs.queue('jobs');
    const poll = sqs.receive(QueueUrl, { WaitTimeSeconds: 20, MessageAttributeNames: ['All'] });
    const attributes = { a: { DataType: 'String', StringValue: 'b' } };
    const { messageId, sequenceNumber } = await sqs.service.sendTo(arn, {
      body: 'x',
      messageGroupId: 'tenant',
      attributes,
      traceHeader: 'Root=1',
    });
    expect(sequenceNumber).toBeUndefined();
    expect(await poll).toMatchObject([
      {
        MessageId: messageId,
        Body: 'x',
        MessageAttributes: attributes,
        Attributes: { MessageGroupId: 'tenant', AWSTraceHeader: 'Root=1' },
      },
    ]);
  });

  it('refuses what SendMessage would', async () => {
    const { arn } = await sqs.queue('jobs.fifo', { FifoQueue: 'true' });
    await expect(sqs.service.sendTo(arn, { body: 'x' })).rejects.toMatchObject({
      code: 'MissingRequiredParameterException',
    });
    await expect(sqs.service.sendTo(`${arn}-not`, { body: 'x' })).rejects.toMatchObject({ code: 'QueueDoesNotExist' });
    const sent = await sqs.service.sendTo(arn, { body: 'x', messageGroupId: 'a', deduplicationId: '1' });
    expect(sent.sequenceNumber).toMatch(/^\d{20}$/);
  });
});

it('tells the resource policy of a queue', async () => {
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
  const { QueueUrl, arn } = await sqs.queue('jobs', { Policy });
  expect(sqs.service.policyOf(arn)).toBe(Policy);
  await sqs.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: '' } }));
  expect(sqs.service.policyOf(arn)).toBeUndefined();
  expect(() => sqs.service.policyOf(`${arn}-not`)).toThrow('The specified queue does not exist.');
});

describe('the next start', () => {
  /** Opens the state a second time, as after the death of the first process. */
  async function restart() {
    const { stateDirectory, clock } = sqs;
    return openSqs({ stateDirectory, clock });
  }

  it('finds queues, tags and messages in their state', async () => {
    const { client, clock } = sqs;
    const { QueueUrl } = await sqs.queue('jobs', { VisibilityTimeout: '100' });
    await client.send(new TagQueueCommand({ QueueUrl, Tags: { team: 'cloud' } }));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'in flight' }));
    await sqs.receive(QueueUrl);
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'delayed', DelaySeconds: 50 }));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'visible' }));
    const next = await restart();
    const bodies = async () => {
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
      return (await next.client.send(command)).Messages?.map(({ Body }) => Body);
    };
    expect((await next.client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ team: 'cloud' });
    expect(await bodies()).toEqual(['visible']);
    clock.advanceSeconds(50);
    expect(await bodies()).toEqual(['delayed']);
    clock.advanceSeconds(50);
    expect(await bodies()).toEqual(['in flight', 'visible']);
    await next.close();
  });

  it('remembers what a FIFO queue has accepted', async () => {
    const { arn } = await sqs.queue('jobs.fifo', { FifoQueue: 'true' });
    const message = { body: 'x', messageGroupId: 'a', deduplicationId: 'd' };
    const first = await sqs.service.sendTo(arn, message);
    const next = await restart();
    expect(await next.service.sendTo(arn, message)).toEqual(first);
    await next.close();
  });

  it('goes on with a message move', async () => {
    const dead = await sqs.queue('dead');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 });
    const { QueueUrl, arn } = await sqs.queue('jobs', { RedrivePolicy });
    await sqs.service.sendTo(dead.arn, { body: 'x' });
    await sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn, DestinationArn: arn }));
    await sqs.service.stop();
    const next = await restart();
    sqs.clock.advanceSeconds(0);
    const { Messages } = await next.client.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['x']);
    await next.close();
    sqs = await startSqs();
  });

  it('has every message that was accepted before a SIGKILL, once and in order', async () => {
    const { arn } = await sqs.queue('jobs.fifo', { FifoQueue: 'true' });
    const script = fileURLToPath(new URL('./send-until-killed.ts', import.meta.url));
    const child = spawn(process.execPath, [script, sqs.stateDirectory, arn], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    const accepted: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      accepted.push(line);
      if (accepted.length === 500) child.kill('SIGKILL');
    }
    expect(await exit).toEqual([null, 'SIGKILL']);
    const next = await openSqs({ stateDirectory: sqs.stateDirectory, clock: systemClock });
    const found = await drain(next.client, `${next.endpoint}/000000000000/jobs.fifo`);
    await next.close();
    expect(found.slice(0, accepted.length)).toEqual(accepted);
    expect(new Set(found).size).toBe(found.length);
  });
});

async function drain(client: SQSClient, QueueUrl: string): Promise<(string | undefined)[]> {
  const bodies: (string | undefined)[] = [];
  for (;;) {
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (!Messages) return bodies;
    bodies.push(...Messages.map(({ Body }) => Body));
    const Entries = Messages.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}
