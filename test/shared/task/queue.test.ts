import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../../../shared/id.ts';
import { createMessageLease } from '../../../shared/task/message-lease.ts';
import { createPark } from '../../../shared/task/park.ts';
import { createTaskQueue } from '../../../shared/task/queue.ts';
import { createSubmissionQueue, Submission } from '../../../shared/task/submission.ts';
import { TaskMessage } from '../../../shared/task/task.ts';
import { recordedSqs } from './sqs-messages.ts';
import { projectId, sqsRecord } from './task-world.ts';

let sqs: Awaited<ReturnType<typeof recordedSqs>>;
beforeAll(async () => {
  sqs = await recordedSqs();
});
beforeEach(() => {
  sqs.asked.length = 0;
});
afterAll(() => sqs.close());

const queuesOf = (name: string) => ({ standard: sqs.urlOf(name), priority: sqs.urlOf(`${name}-priority`) });

test('a message names its task, is fair between organizations, and may wait', async () => {
  const queue = createTaskQueue(sqs.client, {
    'guardian.test': queuesOf('tests'),
    'guardian.batch': queuesOf('batches'),
    'insight.analysis': queuesOf('analyses'),
    'autopilot.run': queuesOf('runs'),
  });
  const task = { orgId: 'org_1', id: newId('task', 0), type: 'guardian.test', plan: 'free' } as const;
  await queue.send(task);
  await queue.send(task, { delaySeconds: 30, told: 4 });
  await queue.send({ ...task, plan: 'enterprise' }, { delaySeconds: 0 });
  await queue.send({ ...task, type: 'guardian.batch' });
  const message = { QueueUrl: sqs.urlOf('tests'), MessageGroupId: 'org_1' };
  expect(sqs.asked).toMatchObject([
    message,
    { ...message, DelaySeconds: 30 },
    { ...message, QueueUrl: sqs.urlOf('tests-priority') },
    { QueueUrl: sqs.urlOf('batches') },
  ]);
  expect(sqs.asked[0]).not.toHaveProperty('DelaySeconds');
  expect(sqs.asked[2]).not.toHaveProperty('DelaySeconds');
  const bodies = sqs.asked.map(({ MessageBody }) => TaskMessage.parse(JSON.parse(String(MessageBody))));
  expect(bodies.slice(0, 2)).toEqual([
    { orgId: 'org_1', taskId: task.id },
    { orgId: 'org_1', taskId: task.id, told: 4 },
  ]);
});

test('a submission goes to the queue of its type, in the group of its organization', async () => {
  const urls = { 'guardian.test': sqs.urlOf('asked-tests'), 'guardian.batch': sqs.urlOf('asked-batches') };
  const submission = Submission.parse({
    ...{ taskId: newId('task', 0), orgId: 'org_1', projectId, type: 'guardian.test', input: { url: 'x' } },
    ...{ isCharged: true, origin: { type: 'schedule', id: 'sch_1' }, actor: { type: 'user', id: 'usr_1' } },
  });
  await createSubmissionQueue(sqs.client, urls).send(submission);
  expect(sqs.asked).toMatchObject([{ QueueUrl: sqs.urlOf('asked-tests'), MessageGroupId: 'org_1' }]);
  expect(Submission.parse(JSON.parse(String(sqs.asked[0]?.MessageBody)))).toEqual(submission);
});

test('the lease of a message is that of the queue that it came from', async () => {
  const lease = createMessageLease(sqs.client, [sqs.urlOf('tests'), sqs.urlOf('q')]);
  await lease.extend(sqsRecord('{}'), 30);
  expect(sqs.asked).toEqual([{ QueueUrl: sqs.urlOf('q'), ReceiptHandle: 'r', VisibilityTimeout: 30 }]);
  const stranger = { ...sqsRecord('{}'), eventSourceARN: 'arn:aws:sqs:eu-central-1:0:other' };
  await expect(lease.extend(stranger, 30)).rejects.toThrow('does not know the queue other');
});

test('a parked message keeps its body and its group, and says why and since when', async () => {
  const record = sqsRecord('not json');
  record.attributes.MessageGroupId = 'org_1';
  record.attributes.SentTimestamp = String(Date.UTC(2026, 10, 22));
  await createPark(sqs.client, sqs.urlOf('parked')).send(record, `line\n${'x'.repeat(900)}\u0007`);
  expect(sqs.asked).toEqual([
    {
      ...{ QueueUrl: sqs.urlOf('parked'), MessageBody: 'not json', MessageGroupId: 'org_1' },
      MessageAttributes: {
        reason: { DataType: 'String', StringValue: `line ${'x'.repeat(495)}` },
        firstSeenAt: { DataType: 'String', StringValue: '2026-11-22T00:00:00.000Z' },
      },
    },
  ]);
});
