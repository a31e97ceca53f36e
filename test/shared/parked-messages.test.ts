import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../local/aws/service.ts';
import { type Act, findParkingLot, type ParkedMessage, visitParked } from '../../shared/parked-messages.ts';
import { type LocalSqs, openSqs, startSqs } from '../local/aws/sqs/local-sqs.ts';

let sqs: LocalSqs;
beforeAll(async () => {
  sqs = await startSqs();
});
afterAll(() => sqs.stop());

const ids = { orgId: 'org_00000000000000000000000001', taskId: 'task_00000000000000000000000002' };
let made = 0;

/** A queue with its dead-letter queue, in which these bodies are parked with these reasons. */
async function lot(...parked: { body: string; attributes?: Record<string, string> }[]) {
  made += 1;
  const dead = await sqs.queue(`dead-${made}`);
  const redrive = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 5 });
  const work = await sqs.queue(`work-${made}`, { RedrivePolicy: redrive });
  for (const { body, attributes = {} } of parked) await park(dead.QueueUrl, body, attributes);
  sqs.clock.advance(60_000);
  return { work: work.QueueUrl, parked: dead.QueueUrl };
}

async function park(QueueUrl: string, MessageBody: string, attributes: Record<string, string>) {
  const entries = Object.entries(attributes);
  const MessageAttributes = Object.fromEntries(
    entries.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  await sqs.client.send(
    new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: ids.orgId, MessageAttributes }),
  );
}

const deps = () => ({ client: sqs.client, now: () => sqs.clock.now(), pollSeconds: 0 });
const visit = async (at: Awaited<ReturnType<typeof lot>>, act: Act, only?: string[]) => {
  const visited: ParkedMessage[] = [];
  for await (const message of visitParked(deps(), at, act, only && new Set(only))) visited.push(message);
  return visited;
};
const waiting = async (QueueUrl: string) => {
  const wanted = {
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['All'] as const,
  };
  const { Messages = [] } = await sqs.client.send(
    new ReceiveMessageCommand({ QueueUrl, ...wanted, MessageSystemAttributeNames: ['All'], VisibilityTimeout: 0 }),
  );
  return Messages;
};

test('a list says why, since when and whose, never what, and leaves every message where it is', async () => {
  const at = await lot(
    { body: JSON.stringify({ ...ids, secret: 'hush' }), attributes: { reason: 'taskId: Not a task id' } },
    { body: 'no json', attributes: { ERROR_CODE: 'SDK_CLIENT_ERROR', ERROR_MESSAGE: 'no such queue' } },
    { body: '{}' },
  );
  const listed = await visit(at, 'list');
  expect(listed.map(({ messageId, ...message }: ParkedMessage) => message)).toEqual([
    { reason: 'taskId: Not a task id', ageSeconds: 60, ids: [ids.orgId, ids.taskId] },
    { reason: 'SDK_CLIENT_ERROR: no such queue', ageSeconds: 60, ids: [] },
    { reason: expect.stringContaining('SQS gave up'), ageSeconds: 60, ids: [] },
  ]);
  expect(JSON.stringify(listed)).not.toContain('hush');
  expect(await waiting(at.parked)).toHaveLength(3);
});

test('the age counts from when the message was sent first, which who parked it has written down', async () => {
  const firstSeenAt = new Date(sqs.clock.now() - 3_600_000).toISOString();
  const at = await lot({ body: '{}', attributes: { reason: 'bad', firstSeenAt } });
  expect(await visit(at, 'list')).toMatchObject([{ ageSeconds: 3_660 }]);
});

test('a redriven message has its body, its group, its attributes and the reason, and is parked no more', async () => {
  const at = await lot({ body: JSON.stringify(ids), attributes: { reason: 'no such type', trace: 'x' } });
  expect(await visit(at, 'redrive')).toHaveLength(1);
  expect(await waiting(at.parked)).toEqual([]);
  expect(await waiting(at.work)).toMatchObject([
    {
      Body: JSON.stringify(ids),
      Attributes: { MessageGroupId: ids.orgId },
      MessageAttributes: { reason: { StringValue: 'no such type' }, trace: { StringValue: 'x' } },
    },
  ]);
});

test('more messages than one receive brings are all moved', async () => {
  const at = await lot(...Array.from({ length: 25 }, (_, n) => ({ body: `{"n":${n}}` })));
  expect(await visit(at, 'redrive')).toHaveLength(25);
  expect(await visit(at, 'list')).toEqual([]);
});

test('of several messages only the named ones are taken', async () => {
  const at = await lot({ body: '{"n":1}' }, { body: '{"n":2}' });
  const [first, second] = await visit(at, 'list');
  expect(await visit(at, 'discard', [first?.messageId ?? ''])).toMatchObject([{ messageId: first?.messageId }]);
  expect(await visit(at, 'list')).toMatchObject([{ messageId: second?.messageId }]);
  expect(await waiting(at.work)).toEqual([]);
});

test('a message that is parked again at once is not sent round for ever', async () => {
  const at = await lot({ body: '{"n":1}' });
  const seen: string[] = [];
  for await (const { messageId } of visitParked(deps(), at, 'redrive')) {
    seen.push(messageId);
    sqs.clock.advance(5);
    await park(at.parked, '{"n":1}', { reason: 'still bad' });
  }
  expect(seen).toHaveLength(1);
  expect(await visit(at, 'list')).toMatchObject([{ reason: 'still bad' }]);
});

test('either queue names both; a queue that parks nowhere is an error that says so', async () => {
  const at = await lot();
  expect(await findParkingLot(sqs.client, at.work)).toEqual(at);
  expect(await findParkingLot(sqs.client, at.parked)).toEqual(at);
  const alone = await sqs.queue('alone');
  await expect(findParkingLot(sqs.client, alone.QueueUrl)).rejects.toThrow('has no dead-letter queue');
});

test('the command lists and redrives over the endpoint of the shell, and deletes nothing unasked', async () => {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'odavl-parked-'));
  const real = await openSqs({ stateDirectory, clock: systemClock });
  const create = async (QueueName: string, Attributes = {}) =>
    (await real.client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';
  const dead = await create('dead');
  const deadLetterTargetArn = 'arn:aws:sqs:eu-central-1:000000000000:dead';
  const work = await create('work', { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 }) });
  const send = new SendMessageCommand({ QueueUrl: dead, MessageBody: JSON.stringify(ids) });
  const { MessageId } = await real.client.send(send);
  const command = (...words: string[]) => run(real.endpoint, '--queue', work, ...words);
  expect(await command('list')).toMatchObject({ code: 0, out: expect.stringContaining(MessageId ?? '') });
  expect(await command('discard')).toMatchObject({ code: 2, out: '' });
  expect(await command('redrive', '--id', 'unknown')).toMatchObject({ code: 2 });
  expect(await command('redrive', '--all')).toMatchObject({ code: 0, out: expect.stringContaining('"redriven":1') });
  const { Messages = [] } = await real.client.send(new ReceiveMessageCommand({ QueueUrl: work }));
  expect(Messages).toMatchObject([{ Body: JSON.stringify(ids) }]);
  await real.close();
  rmSync(stateDirectory, { recursive: true });
});

async function run(endpoint: string, ...words: string[]) {
  const credentials = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  const env = { ...process.env, ...credentials, AWS_ENDPOINT_URL: endpoint };
  const child = spawn(process.execPath, ['bin/parked.ts', ...words], { env });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, out };
}
