import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { jsonBody, jsonError, jsonReply } from '../../../../../local/aws/json-protocol.ts';
import type { AwsService } from '../../../../../local/aws/service.ts';
import { Submission } from '../../../../../shared/task/submission.ts';
import { serve } from '../../../../local/aws/serve.ts';
import { loadEntry } from '../../../load-entry.ts';
import { minute, type ScheduleWorld, startScheduleWorld } from '../schedule-world.ts';

const Sent = z.object({ QueueUrl: z.string(), MessageBody: z.string(), MessageGroupId: z.string() });

/** Takes messages in like SQS, or is down. */
async function startQueue() {
  const state = { sent: [] as z.infer<typeof Sent>[], isDown: false };
  const service: AwsService = {
    signingName: 'sqs',
    accesses: async () => [],
    handle: async (request) => {
      if (state.isDown) throw new Error('The queue is down.');
      const message = Sent.parse(jsonBody(request));
      state.sent.push(message);
      return jsonReply({
        MessageId: 'm',
        MD5OfMessageBody: createHash('md5').update(message.MessageBody).digest('hex'),
      });
    },
    renderError: (error) => jsonError(error),
    stop: async () => {},
  };
  return { state, ...(await serve(service)) };
}

let world: ScheduleWorld;
let queue: Awaited<ReturnType<typeof startQueue>>;
beforeAll(async () => {
  [world, queue] = await Promise.all([startScheduleWorld(), startQueue()]);
});
afterAll(() => Promise.all([world.close(), queue.close()]));

test('the deployed ticker sends what is due, each type to its queue, and fails aloud while it cannot', async () => {
  const scene = await world.scene();
  scene.now = Date.now() - 90_000;
  const schedule = await scene.create({ runAt: new Date(scene.now + minute).toISOString() });
  const batch = { type: 'guardian.batch', input: { projectId: scene.projectId, urls: ['https://example.com/'] } };
  const other = await scene.create({ runAt: new Date(scene.now + minute).toISOString(), task: batch });
  const queueUrl = (name: string) => `${queue.endpoint}/000000000000/${name}`;
  const entry = await loadEntry('tasks/tick-schedules', {
    ...{ AWS_ENDPOINT_URL_DYNAMODB: world.endpoint, AWS_ENDPOINT_URL_SQS: queue.endpoint, AWS_MAX_ATTEMPTS: '1' },
    ...{ TASKS_TABLE_NAME: scene.table.name, PROJECTS_TABLE_NAME: scene.accounts.name },
    ...{ SUBMISSIONS_GUARDIAN_TEST: queueUrl('tests'), SUBMISSIONS_GUARDIAN_BATCH: queueUrl('batches') },
  });
  queue.state.isDown = true;
  await expect(entry.handler({})).rejects.toThrow('2 schedules or runs failed');
  expect(await scene.owed()).toBe(2);
  queue.state.isDown = false;
  // The marks say from when on a later tick may send; this makes that now.
  const runs = await scene.table.query(z.object({ pk: z.string(), sk: z.string() }), {
    ...{ pk: `ORG#${scene.ctx.orgId}`, skPrefix: 'RUN#', limit: 5 },
  });
  const gsi1sk = new Date(scene.now).toISOString();
  await Promise.all(runs.map((key) => scene.table.update(key, { set: { gsi1sk } })));
  await entry.handler({});
  entry.close();
  const sent = queue.state.sent.map(({ MessageBody, ...message }) => ({
    ...message,
    ...Submission.parse(JSON.parse(MessageBody)).origin,
  }));
  expect(new Set(sent)).toEqual(
    new Set([
      {
        QueueUrl: queueUrl('tests'),
        MessageGroupId: scene.ctx.orgId,
        type: 'schedule',
        id: schedule.id,
        dueAt: schedule.runAt,
      },
      {
        QueueUrl: queueUrl('batches'),
        MessageGroupId: scene.ctx.orgId,
        type: 'schedule',
        id: other.id,
        dueAt: other.runAt,
      },
    ]),
  );
  expect(await scene.owed()).toBe(0);
});
