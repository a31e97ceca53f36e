import { afterAll, beforeAll, expect, test } from 'vitest';
import { submitTest } from '../../../../lambdas/guardian-runner/test/submit-test.ts';
import { NewTest } from '../../../../lambdas/guardian-runner/test/test.ts';
import { newId } from '../../../../shared/id.ts';
import { quotaKey } from '../../../../shared/task/store.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type Guardian, type GuardianWorld, startGuardian } from './guardian-world.ts';

let world: GuardianWorld;
beforeAll(async () => {
  world = await startGuardian();
});
afterAll(() => world.close());

const post = (guardian: Guardian, change: object = {}, headers: Record<string, string> = {}, orgId = guardian.orgId) =>
  guardian.ask(
    {
      routeKey: 'POST /v1/guardian/tests',
      body: { projectId: guardian.projectId, url: 'https://shop.example/', ...change },
      headers: { 'content-type': 'application/json', ...headers },
    },
    orgId,
  );

test('a submitted test is a queued task, and a record that has the same id', async () => {
  const guardian = await world.organization();
  const reply = await post(guardian, { device: 'mobile' });
  expect(reply.statusCode).toBe(202);
  const [message] = guardian.scene.queue.sent;
  const id = message?.taskId ?? '';
  expect(bodyOf(reply)).toMatchObject({ task: { id, type: 'guardian.test', status: 'queued' } });
  const read = await guardian.ask({ routeKey: 'GET /v1/guardian/tests/{id}', params: { id } });
  expect(bodyOf(read)).toEqual({
    ...{ id, projectId: guardian.projectId, url: 'https://shop.example/', device: 'mobile', status: 'queued' },
    suites: ['accessibility', 'performance', 'security', 'seo', 'best-practices', 'content'],
    createdAt: new Date(start).toISOString(),
  });
});

test.each([
  ['http://127.0.0.1/', 'private-address'],
  ['http://0x7f.1/', 'private-address'],
  ['http://169.254.169.254/latest/meta-data/', 'private-address'],
  ['http://[::1]/', 'private-address'],
  ['http://localhost:8080/', 'private-host'],
  ['http://db.internal/', 'private-host'],
  ['file:///etc/passwd', 'unsupported-scheme'],
  ['https://user:secret@shop.example/', 'credentials-in-url'],
  ['not a url', 'invalid-url'],
])('the URL %s is refused by name (%s), and costs nothing', async (url, code) => {
  const guardian = await world.organization();
  const problem = problemOf(await post(guardian, { url }));
  expect(problem).toMatchObject({ status: 422, code: 'validation_failed', errors: [{ path: 'body.url' }] });
  expect(problem.errors?.[0]?.message).toContain(`(${code})`);
  expect(JSON.stringify(problem)).not.toContain('secret@');
  expect(guardian.scene.queue.sent).toEqual([]);
});

test.each([
  ['no suite', { suites: [] }, 'body.suites'],
  ['an unknown suite', { suites: ['magic'] }, 'body.suites.0'],
  ['an unknown device', { device: 'fridge' }, 'body.device'],
  ['a threshold above 100', { thresholds: { overall: 101 } }, 'body.thresholds.overall'],
  ['an unknown threshold', { thresholds: { luck: 7 } }, 'body.thresholds.luck'],
  ['an unknown field', { priority: 9 }, 'body.priority'],
  ['a project id that is none', { projectId: 'prj_1' }, 'body.projectId'],
])('%s is refused by name', async (_, change, path) => {
  const problem = problemOf(await post(await world.organization(), change));
  expect(problem).toMatchObject({ code: 'validation_failed', errors: [{ path }] });
});

test('a project that does not exist, or is of another organization, is not there, and the test is not counted', async () => {
  const [mine, theirs] = [await world.organization(), await world.organization()];
  for (const projectId of [newId('project', start + 1), theirs.projectId]) {
    expect(problemOf(await post(mine, { projectId }))).toMatchObject({ status: 404, code: 'not_found' });
  }
  const list = await mine.ask({ routeKey: 'GET /v1/guardian/tests' });
  expect(bodyOf(list)).toEqual({ items: [] });
  await mine.scene.table.put({ ...quotaKey(mine.orgId, 'guardian.test', '2026-11'), used: 49 });
  expect((await post(mine)).statusCode).toBe(202);
});

test('a used-up month is a 429 that says when it renews', async () => {
  const guardian = await world.organization();
  await guardian.scene.table.put({ ...quotaKey(guardian.orgId, 'guardian.test', '2026-11'), used: 50 });
  const reply = await post(guardian);
  expect(problemOf(reply)).toMatchObject({ status: 429, code: 'quota_exceeded' });
  expect(Number(reply.headers?.['retry-after'])).toBe((Date.UTC(2026, 11, 1) - start) / 1_000);
});

test('a submit that is repeated with its Idempotency-Key is one test', async () => {
  const guardian = await world.organization();
  const send = () => post(guardian, {}, { 'idempotency-key': 'test-1' });
  const [first, second] = [await send(), await send()];
  expect(bodyOf(second)).toEqual(bodyOf(first));
  expect(guardian.scene.queue.sent).toHaveLength(1);
});

test('only the local runtime may test the machine that it runs on', async () => {
  const guardian = await world.organization();
  const input = NewTest.parse({ projectId: guardian.projectId, url: 'http://127.0.0.1:4321/' });
  const submit = (allowLoopback: boolean) =>
    submitTest({ ctx: guardian.scene.ctx, deps: { ...guardian.deps, allowLoopback }, input });
  await expect(submit(true)).resolves.toMatchObject({ status: 'queued' });
  await expect(submit(false)).rejects.toMatchObject({ code: 'validation_failed' });
});
