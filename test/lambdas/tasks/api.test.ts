import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { newId } from '../../../shared/id.ts';
import { PermanentTaskError } from '../../../shared/task/end-attempt.ts';
import { submissionQueuesEnv, taskQueuesEnv } from '../../../shared/task/queue-env.ts';
import { type LocalSqs, startSqs } from '../../local/aws/sqs/local-sqs.ts';
import { startEventBridge } from '../../shared/event-bridge.ts';
import { type Asked, authenticated, bodyOf, HttpReply, httpEvent, problemOf } from '../../shared/http-event.ts';
import { projectId, type Scene, startTaskWorld, type TaskWorld } from '../../shared/task/task-world.ts';
import { type LoadedEntry, loadEntry } from '../load-entry.ts';

let world: TaskWorld;
let bridge: Awaited<ReturnType<typeof startEventBridge>>;
let entry: LoadedEntry;
let sqs: LocalSqs;
let queueUrl: string;
beforeAll(async () => {
  [world, bridge, sqs] = await Promise.all([startTaskWorld(), startEventBridge(), startSqs()]);
  queueUrl = (await sqs.queue('tests')).QueueUrl;
  const queues = Object.keys({ ...taskQueuesEnv, ...submissionQueuesEnv });
  entry = await loadEntry('tasks/api', {
    ...{ AWS_ENDPOINT_URL_DYNAMODB: world.endpoint, AWS_ENDPOINT_URL_EVENTBRIDGE: bridge.endpoint },
    ...Object.fromEntries(queues.map((name) => [name, queueUrl])),
    ...{ RESULTS_BUCKET_NAME: 'results', UPLOADS_BUCKET_NAME: 'uploads', UPLOADS_QUEUE_URL: queueUrl },
    ...{
      TASKS_TABLE_NAME: world.table.name,
      BUS_NAME: 'bus',
      API_URL: 'https://api.example',
      RATE_TABLE_NAME: world.table.name,
      PROJECTS_TABLE_NAME: world.table.name,
    },
  });
});
afterAll(async () => {
  entry.close();
  await Promise.all([world.close(), bridge.close(), sqs.stop()]);
});

const ask = async (scene: Scene, asked: Asked, verdict: object = {}) => {
  const authorizer = authenticated({ orgId: scene.ctx.orgId, ...verdict });
  return HttpReply.parse(await entry.handler(httpEvent({ authorizer, ...asked })));
};
const list = (scene: Scene, query: Record<string, string> = {}, verdict: object = {}) =>
  ask(scene, { routeKey: 'GET /v1/tasks', query }, verdict);
const idsOf = (reply: Awaited<ReturnType<typeof list>>) =>
  z
    .object({ items: z.array(z.object({ id: z.string() })) })
    .parse(bodyOf(reply))
    .items.map(({ id }) => id);

test('a task is shown without what is ours: its owner, its lease, its input, its outbox', async () => {
  const scene = world.scene();
  const task = await scene.claim(await scene.submit());
  const shown = bodyOf(await ask(scene, { routeKey: 'GET /v1/tasks/{id}', params: { id: task.id } }));
  expect(shown).toEqual({
    ...{ id: task.id, type: 'guardian.test', status: 'running', projectId, priority: 0, progress: { percent: 0 } },
    ...{ attempt: 1, maxAttempts: 3, createdAt: task.createdAt, startedAt: task.startedAt },
    ...{ queuedAt: task.createdAt, expiresAt: task.expiresAt, previousErrors: [], redrives: 0 },
    quota: { metered: 'guardian.test', month: '2026-11', reserved: 1, used: 0, refunded: 0 },
  });
});

test('a list can be filtered, and is filtered by what the credential may read', async () => {
  const scene = world.scene();
  const tasks = [await scene.submit(), await scene.submit(), await scene.submit()];
  await scene.claim(tasks[0] ?? (await scene.submit()));
  expect(idsOf(await list(scene))).toHaveLength(3);
  expect(idsOf(await list(scene, { status: 'running', type: 'guardian.test' }))).toEqual([tasks[0]?.id]);
  expect(idsOf(await list(scene, { projectId }))).toHaveLength(3);
  expect(idsOf(await list(scene, { projectId: newId('project', 1) }))).toEqual([]);
  expect(idsOf(await list(scene, {}, { permissions: 'tasks:read insight:read' }))).toEqual([]);
  expect(idsOf(await list(world.scene()))).toEqual([]);
});

test('pages follow each other', async () => {
  const scene = world.scene();
  for (let at = 0; at < 3; at += 1) await scene.submit();
  const first = await list(scene, { limit: '2' });
  const { nextCursor } = z.object({ nextCursor: z.string() }).parse(bodyOf(first));
  const second = await list(scene, { limit: '2', cursor: nextCursor });
  expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(3);
  expect(problemOf(await list(scene, { cursor: 'forged' }))).toMatchObject({ status: 400, code: 'invalid_cursor' });
});

test.each<Record<string, string>>([
  { limit: '0' },
  { limit: '101' },
  { limit: 'x' },
  { status: 'lost' },
  { type: 'x' },
  { projectId: 'prj' },
  { sort: 'up' },
])('the query %j is refused by name', async (query) => {
  const [name = ''] = Object.keys(query);
  expect(problemOf(await list(world.scene(), query))).toMatchObject({
    status: 422,
    errors: [{ path: `query.${name}` }],
  });
});

test('a task is cancelled over HTTP, and the bus hears of it', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const cancel = () => ask(scene, { routeKey: 'POST /v1/tasks/{id}/cancel', params: { id: task.id } });
  expect(bodyOf(await cancel())).toMatchObject({ id: task.id, status: 'cancelled' });
  expect(bridge.state.entries.at(-1)).toMatchObject({ DetailType: 'task.cancelled.v1', EventBusName: 'bus' });
  expect(problemOf(await cancel())).toMatchObject({ status: 409, code: 'conflict' });
});

test('a task is retried over HTTP, its message goes out, and a repeated request is not another retry', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  await scene.work(() => Promise.reject(new PermanentTaskError('no_such_site', 'It is gone.')), task);
  const headers = { 'idempotency-key': 'once' };
  const retry = () => ask(scene, { routeKey: 'POST /v1/tasks/{id}/retry', params: { id: task.id }, headers });
  const first = await retry();
  expect(bodyOf(first)).toMatchObject({ status: 'queued', redrives: 1, previousErrors: [{ code: 'no_such_site' }] });
  expect(bodyOf(await retry())).toEqual(bodyOf(first));
  const messages = await sqs.receive(queueUrl);
  expect(messages.map(({ Body = '' }) => JSON.parse(Body))).toMatchObject([
    { orgId: scene.ctx.orgId, taskId: task.id },
  ]);
});

test('the timeline of a task over HTTP names its waits', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const reply = await ask(scene, { routeKey: 'GET /v1/tasks/{id}/timeline', params: { id: task.id } });
  expect(bodyOf(reply)).toMatchObject({
    ...{ taskId: task.id, status: 'queued', attempts: [] },
    waits: [{ reason: 'platform-capacity', isWaiting: true, explanation: expect.stringContaining('worker') }],
  });
});

test('a bulk over HTTP cancels by filter; one without a filter is refused by name', async () => {
  const scene = world.scene();
  const tasks = await scene.submitMany(2);
  const cancel = (body: unknown) => ask(scene, { routeKey: 'POST /v1/tasks/cancel', body });
  expect(bodyOf(await cancel({ filter: { status: 'queued' } }))).toMatchObject({ changed: tasks.length, skipped: [] });
  const refused = problemOf(await cancel({ filter: {} }));
  expect(refused).toMatchObject({ status: 422, errors: [{ path: 'body.filter' }] });
});

test('the children of a task without any are none', async () => {
  const scene = world.scene();
  const { id } = await scene.submit();
  const reply = await ask(scene, { routeKey: 'GET /v1/tasks/{id}/children', params: { id } });
  expect(bodyOf(reply)).toEqual({ items: [] });
});

test('the kinds of tasks come with their inputs and the limits of the caller’s plan', async () => {
  const types = async (verdict: object) =>
    z
      .object({ items: z.array(z.looseObject({ type: z.string() })) })
      .parse(bodyOf(await ask(world.scene(), { routeKey: 'GET /v1/task-types' }, verdict))).items;
  const [test, batch] = await types({ plan: 'pro' });
  expect(test).toMatchObject({
    ...{ type: 'guardian.test', concurrency: 4, perMonth: 500, timeoutSeconds: 120, retry: { attempts: 3 } },
    input: { type: 'object', properties: { url: { type: 'string' } }, required: ['projectId', 'url'] },
  });
  expect(JSON.stringify(test)).not.toContain('testId');
  expect(batch).toMatchObject({ type: 'guardian.batch', perMonth: null });
  expect((await types({ plan: 'enterprise' }))[0]).toMatchObject({ concurrency: 20, perMonth: null });
  expect(await types({ permissions: 'tasks:read insight:read' })).toMatchObject([{ type: 'insight.analysis' }]);
  expect(await types({ permissions: 'tasks:read' })).toEqual([]);
});

test.each([
  'GET /v1/tasks',
  'GET /v1/tasks/{id}',
  'GET /v1/tasks/{id}/timeline',
  'GET /v1/tasks/{id}/children',
  'GET /v1/task-types',
  'POST /v1/tasks/{id}/cancel',
  'POST /v1/tasks/{id}/retry',
  'POST /v1/tasks/retry',
  'POST /v1/tasks/cancel',
])('%s needs its permission', async (key) => {
  const params: Pick<Asked, 'params'> = key.includes('{id}') ? { params: { id: newId('task', 0) } } : {};
  const body = key.startsWith('POST') && !params.params ? { body: { filter: { status: 'queued' } } } : {};
  const reply = await ask(world.scene(), { routeKey: key, ...params, ...body }, { permissions: 'guardian:write' });
  expect(problemOf(reply)).toMatchObject({ status: 403, code: 'forbidden' });
});

test('a wait of more than 20 seconds is not offered', async () => {
  const asked = { routeKey: 'GET /v1/tasks/{id}', params: { id: newId('task', 0) }, query: { waitSeconds: '21' } };
  expect(problemOf(await ask(world.scene(), asked))).toMatchObject({ code: 'validation_failed' });
});
