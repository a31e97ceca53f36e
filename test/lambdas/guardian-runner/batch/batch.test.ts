import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { newId } from '../../../../shared/id.ts';
import { permissions } from '../../../../shared/permission.ts';
import { projectKey } from '../../../../shared/project.ts';
import { cancelTask } from '../../../../shared/task/cancel.ts';
import { quotaKey } from '../../../../shared/task/keys.ts';
import { redriveTask } from '../../../../shared/task/redrive.ts';
import type { StoredTask } from '../../../../shared/task/task.ts';
import { authenticated, bodyOf, problemOf } from '../../../shared/http-event.ts';
import { auditOutcome, type Guardian, type GuardianWorld, startGuardian } from '../test/guardian-world.ts';

let world: GuardianWorld;
beforeAll(async () => {
  world = await startGuardian();
});
afterAll(() => world.close());

const urls = ['https://shop.example/', 'https://shop.example/cart', 'https://shop.example/help'];
const post = (guardian: Guardian, change: object = {}, headers: Record<string, string> = {}) =>
  guardian.ask({
    routeKey: 'POST /v1/guardian/batches',
    body: { projectId: guardian.projectId, urls, ...change },
    headers,
  });
const Shown = z.looseObject({
  ...{ status: z.string(), passed: z.number(), failed: z.number() },
  tests: z.array(z.looseObject({ url: z.string(), testId: z.string().optional(), status: z.string() })),
});
const read = async (guardian: Guardian, { id }: Pick<StoredTask, 'id'>) =>
  Shown.parse(bodyOf(await guardian.ask({ routeKey: 'GET /v1/guardian/batches/{id}', params: { id } })));

/** Works on all that waits for a worker, as often as it takes. */
async function workAll(guardian: Guardian) {
  const { queue } = guardian.scene;
  for (let messages = queue.sent.splice(0); messages.length > 0; messages = queue.sent.splice(0)) {
    for (const { taskId, delaySeconds = 0 } of messages) {
      guardian.scene.timers.advance(delaySeconds * 1_000 + 1);
      const task = await guardian.deps.store.get(guardian.orgId, taskId);
      if (task?.type === 'guardian.batch') await guardian.workBatch(task);
      else if (task) await guardian.work(task);
      await guardian.acceptSubmissions();
    }
  }
}

test('a batch asks for a test of each page, and ends with their verdicts when all have ended', async () => {
  const guardian = await world.organization();
  guardian.audit = async ({ url }) =>
    url.endsWith('/cart') ? auditOutcome({ status: 'failed', pass: false, reasons: ['x'] }) : auditOutcome();
  const reply = await post(guardian, { device: 'mobile' });
  expect(reply.statusCode).toBe(202);
  const { task } = z.object({ task: z.looseObject({ id: z.string(), type: z.string() }) }).parse(bodyOf(reply));
  expect(task).toMatchObject({ type: 'guardian.batch', status: 'queued' });
  expect(await read(guardian, task)).toMatchObject({
    ...{ status: 'queued', projectId: guardian.projectId, urls, device: 'mobile', passed: 0, failed: 0 },
    tests: urls.map((url) => ({ url, status: 'queued' })),
  });
  await workAll(guardian);
  const shown = await read(guardian, task);
  expect(shown).toMatchObject({ status: 'succeeded', passed: 2, failed: 1 });
  expect(shown.tests.map(({ url, pass }) => [url, pass])).toEqual([
    ...[
      [urls[0], true],
      [urls[1], false],
      [urls[2], true],
    ],
  ]);
  const testId = shown.tests[1]?.testId ?? '';
  const one = await guardian.ask({ routeKey: 'GET /v1/guardian/tests/{id}', params: { id: testId } });
  expect(bodyOf(one)).toMatchObject({ batchId: task.id, device: 'mobile', url: urls[1], outcome: { pass: false } });
  const stored = await guardian.deps.store.get(guardian.orgId, task.id);
  if (!stored) throw new Error('The task is gone.');
  expect(await guardian.deps.store.result(stored)).toMatchObject({ passed: 2, failed: 1, unfinished: 0 });
  expect(stored.quota).toBeUndefined();
});

test('a batch that waits for its tests holds no worker, and says how far they are', async () => {
  const guardian = await world.organization();
  const batch = await guardian.submitBatch(urls);
  await guardian.workBatch(batch);
  expect(await guardian.scene.read(batch)).toMatchObject({
    status: 'queued',
    hold: 'children',
    children: { total: 3 },
  });
  await guardian.acceptSubmissions();
  const [first] = guardian.scene.queue.sent.filter(({ taskId }) => taskId !== batch.id);
  const child = await guardian.deps.store.get(guardian.orgId, first?.taskId ?? '');
  if (!child) throw new Error('No test was asked for.');
  await guardian.work(child);
  const shown = await read(guardian, batch);
  expect(shown).toMatchObject({ status: 'queued', passed: 1 });
  expect(shown.tests.filter(({ status }) => status === 'succeeded')).toHaveLength(1);
});

test('each test of a batch counts; what the month refuses is in the result with its error', async () => {
  const guardian = await world.organization();
  await guardian.scene.table.put({ ...quotaKey(guardian.orgId, 'guardian.test', '2026-11'), used: 48 });
  const batch = await guardian.submitBatch(urls);
  await workAll(guardian);
  const shown = await read(guardian, batch);
  expect(shown).toMatchObject({ status: 'succeeded', passed: 2, failed: 0 });
  expect(shown.tests.filter(({ error }) => error)).toMatchObject([
    { status: 'failed', error: { code: 'quota_exceeded' } },
  ]);
});

test('a crash between asking for the tests and waiting for them asks for none twice', async () => {
  const guardian = await world.organization();
  const batch = await guardian.submitBatch(urls);
  const { submissions } = guardian.scene;
  submissions.isBroken = true;
  await guardian.workBatch(batch);
  submissions.isBroken = false;
  expect(await guardian.scene.read(batch)).toMatchObject({ hold: 'children', children: { total: 3, finished: 0 } });
  await guardian.scene.sweepAfter(61_000);
  expect(submissions.sent).toHaveLength(3);
  await guardian.acceptSubmissions();
  await workAll(guardian);
  expect(await read(guardian, batch)).toMatchObject({ status: 'succeeded', passed: 3 });
});

test('a submission that comes twice is one test', async () => {
  const guardian = await world.organization();
  const batch = await guardian.submitBatch(urls.slice(0, 1));
  await guardian.workBatch(batch);
  const [submission] = guardian.scene.submissions.sent;
  const body = JSON.stringify(submission);
  await guardian.accept(body, body);
  await guardian.accept(body);
  const { items } = await guardian.deps.tests.list(guardian.orgId, { limit: 20 }, guardian.scene.now);
  expect(items).toHaveLength(1);
  expect(await guardian.scene.read({ orgId: guardian.orgId, id: items[0]?.id ?? '' })).toMatchObject({
    ...{ parentId: batch.id, quota: { reserved: 1 } },
  });
});

test('cancelling a batch cancels its open tests', async () => {
  const guardian = await world.organization();
  const batch = await guardian.submitBatch(urls);
  await guardian.workBatch(batch);
  await guardian.acceptSubmissions();
  await cancelTask(guardian.deps, await guardian.scene.read(batch), guardian.scene.now);
  const shown = await read(guardian, batch);
  expect(shown.status).toBe('cancelled');
  expect(shown.tests.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
});

test('a batch that is retried asks again only for the tests that came to no verdict', async () => {
  const guardian = await world.organization();
  const batch = await guardian.submitBatch(urls);
  await guardian.workBatch(batch);
  await guardian.acceptSubmissions();
  const [first] = guardian.scene.queue.sent.filter(({ taskId }) => taskId !== batch.id);
  const child = await guardian.deps.store.get(guardian.orgId, first?.taskId ?? '');
  if (!child) throw new Error('No test was asked for.');
  await guardian.work(child);
  await cancelTask(guardian.deps, await guardian.scene.read(batch), guardian.scene.now);
  guardian.scene.queue.sent.splice(0);
  await redriveTask(guardian.scene.context(), guardian.deps, await guardian.scene.read(batch));
  await workAll(guardian);
  const shown = await read(guardian, batch);
  expect(shown).toMatchObject({ status: 'succeeded', passed: 3 });
  expect(shown.tests.map(({ testId }) => testId)).toContain(child.id);
  expect(await guardian.scene.read(batch)).toMatchObject({ children: { total: 5 } });
});

test('a batch outlives its task and what the task knew', async () => {
  const guardian = await world.organization();
  const batch = await guardian.submitBatch(urls);
  await workAll(guardian);
  await guardian.scene.table.delete({ pk: `ORG#${guardian.orgId}`, sk: `TASK#${batch.id}` });
  expect(await read(guardian, batch)).toMatchObject({ status: 'succeeded', passed: 3 });
});

test('batches are listed, newest first, page by page', async () => {
  const guardian = await world.organization();
  const made: StoredTask[] = [];
  for (const url of urls) {
    made.push(await guardian.submitBatch([url]));
    guardian.scene.timers.advance(1);
  }
  const list = async (query: Record<string, string>) =>
    z
      .object({ items: z.array(z.looseObject({ id: z.string() })), nextCursor: z.string().optional() })
      .parse(bodyOf(await guardian.ask({ routeKey: 'GET /v1/guardian/batches', query })));
  const first = await list({ limit: '2' });
  const second = await list({ limit: '2', cursor: first.nextCursor ?? '' });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made.map(({ id }) => id).reverse());
  expect((await list({ projectId: newId('project', 1) })).items).toEqual([]);
});

test.each([
  ['no URL', { urls: [] }, 'body.urls'],
  ['21 URLs', { urls: Array.from({ length: 21 }, (_, at) => `https://shop.example/${at}`) }, 'body.urls'],
  ['a URL twice', { urls: [urls[0], urls[0]] }, 'body.urls'],
  ['a URL of the inside', { urls: [urls[0], 'http://169.254.169.254/'] }, 'body.urls.1'],
  ['an unknown option', { options: { speed: 9 } }, 'body.options.speed'],
])('%s is refused by name', async (_, change, path) => {
  const problem = problemOf(await post(await world.organization(), change));
  expect(problem).toMatchObject({ status: 422, code: 'validation_failed', errors: [{ path }] });
});

test('a batch that is repeated with its Idempotency-Key is one', async () => {
  const guardian = await world.organization();
  const send = () => post(guardian, {}, { 'idempotency-key': 'batch-1' });
  expect(bodyOf(await send())).toEqual(bodyOf(await send()));
  expect(guardian.scene.queue.sent).toHaveLength(1);
});

test.each([
  ['a member of another team', { permissions: allBut('projects:read-all'), teams: newId('team', 2) }],
  ['a key that is restricted to another project', { actorType: 'api-key', projects: newId('project', 3) }],
])('%s finds nothing of the batches of a closed project', async (_, verdict) => {
  const guardian = await world.organization();
  const batch = await guardian.submitBatch(urls);
  const { orgId, projectId } = guardian;
  await world.projects.update(projectKey(orgId, projectId), { set: { teamIds: [newId('team', 1)] } });
  const authorizer = authenticated({ orgId, ...verdict });
  const one = await guardian.ask({ routeKey: 'GET /v1/guardian/batches/{id}', params: { id: batch.id }, authorizer });
  expect(problemOf(one)).toMatchObject({ status: 404 });
  const all = await guardian.ask({ routeKey: 'GET /v1/guardian/batches', authorizer });
  expect(bodyOf(all)).toEqual({ items: [] });
  const made = await guardian.ask({ routeKey: 'POST /v1/guardian/batches', body: { projectId, urls }, authorizer });
  expect(problemOf(made)).toMatchObject({ status: 404, code: 'not_found' });
});

test('the batch of another organization is not there', async () => {
  const [mine, theirs] = [await world.organization(), await world.organization()];
  const { id } = await theirs.submitBatch(urls);
  const reply = await mine.ask({ routeKey: 'GET /v1/guardian/batches/{id}', params: { id } });
  expect(problemOf(reply)).toMatchObject({ status: 404 });
});

function allBut(without: string): string {
  return permissions.filter((permission) => permission !== without).join(' ');
}
