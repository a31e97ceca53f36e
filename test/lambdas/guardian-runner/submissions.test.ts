import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../shared/id.ts';
import { projectKey } from '../../../shared/project.ts';
import type { Submission } from '../../../shared/task/submission.ts';
import { type Guardian, type GuardianWorld, startGuardian } from './test/guardian-world.ts';

let world: GuardianWorld;
beforeAll(async () => {
  world = await startGuardian();
});
afterAll(() => world.close());

const submission = (guardian: Guardian, change: Partial<Submission> = {}): Submission => ({
  ...{ taskId: newId('task', guardian.scene.now), orgId: guardian.orgId, projectId: guardian.projectId },
  ...{ type: 'guardian.test', input: { url: 'https://shop.example/' }, isCharged: true },
  ...{ origin: { type: 'schedule', id: 'sch_1' }, actor: { type: 'user', id: 'usr_1' } },
  ...change,
});
const accept = async (guardian: Guardian, asked: Submission) => {
  expect(await guardian.accept(JSON.stringify(asked))).toEqual({ batchItemFailures: [] });
  return guardian.scene.read({ orgId: guardian.orgId, id: asked.taskId });
};

test('what a schedule asks for is a test with its record, in the project of the schedule', async () => {
  const guardian = await world.organization();
  const asked = submission(guardian, { input: { url: 'https://shop.example/', projectId: newId('project', 5) } });
  const task = await accept(guardian, asked);
  expect(task).toMatchObject({
    ...{ status: 'queued', projectId: guardian.projectId, origin: { type: 'schedule', id: 'sch_1' } },
    input: { testId: asked.taskId, projectId: guardian.projectId, device: 'desktop' },
    quota: { reserved: 1 },
  });
  expect(await guardian.deps.tests.get(guardian.orgId, asked.taskId, guardian.scene.now)).toBeDefined();
  await guardian.work(task);
  expect(await guardian.scene.read(task)).toMatchObject({ status: 'succeeded' });
});

test('a schedule may ask for a batch', async () => {
  const guardian = await world.organization();
  const input = { urls: ['https://shop.example/'] };
  const task = await accept(guardian, submission(guardian, { type: 'guardian.batch', input }));
  expect(task).toMatchObject({ type: 'guardian.batch', status: 'queued' });
  expect(await guardian.deps.batches.get(guardian.orgId, task.id, guardian.scene.now)).toMatchObject(input);
});

test.each<[string, (guardian: Guardian) => Partial<Submission>, string]>([
  ['an address of the inside', () => ({ input: { url: 'http://10.0.0.1/' } }), 'validation_failed'],
  ['an input of another kind', () => ({ input: { path: '/etc' } }), 'validation_failed'],
  ['no input', () => ({ input: 'x' }), 'validation_failed'],
  ['a project that is gone', () => ({ projectId: newId('project', 7) }), 'not_found'],
])('%s is a task that failed with the reason, and reserved nothing', async (_, change, code) => {
  const guardian = await world.organization();
  const task = await accept(guardian, submission(guardian, change(guardian)));
  expect(task).toMatchObject({ status: 'failed', error: { code } });
  expect(task.quota).toBeUndefined();
  expect(guardian.scene.queue.sent).toEqual([]);
});

test('what says nothing that we know is parked at once with its reason', async () => {
  const guardian = await world.organization();
  expect(await guardian.accept('{"taskId":"x"}')).toEqual({ batchItemFailures: [] });
  expect(guardian.scene.park.parked).toMatchObject([
    { body: '{"taskId":"x"}', reason: expect.stringContaining('taskId') },
  ]);
});

test('the options of a submit are the task’s: later, with a priority of its own', async () => {
  const guardian = await world.organization();
  const startAt = new Date(guardian.scene.now + 60_000).toISOString();
  const body = { projectId: guardian.projectId, url: 'https://shop.example/', options: { startAt, priority: 7 } };
  const reply = await guardian.ask({ routeKey: 'POST /v1/guardian/tests', body });
  expect(JSON.parse(reply.body ?? '')).toMatchObject({ task: { startAt, priority: 7, status: 'queued' } });
});

const withKey = (
  guardian: Guardian,
  projectId: string,
  verdict: Partial<Guardian['scene']['ctx']> = {},
  options = {},
) => guardian.submit({ projectId }, { ...verdict }, { singletonKey: 'nightly', ...options });

test('a singleton key is one task per project, and tells nothing of other projects', async () => {
  const guardian = await world.organization();
  const other = newId('project', 11);
  await world.projects.put({ ...projectKey(guardian.orgId, other), id: other });
  const first = await withKey(guardian, guardian.projectId);
  expect((await withKey(guardian, guardian.projectId)).id).toBe(first.id);
  expect((await withKey(guardian, other)).id).not.toBe(first.id);
  const restricted = { projects: new Set([other]) };
  await expect(withKey(guardian, guardian.projectId, restricted)).rejects.toMatchObject({ code: 'not_found' });
});

test('a debounced test takes the newest wish, in its record, too', async () => {
  const guardian = await world.organization();
  const options = { debounce: { key: 'push', seconds: 30 } };
  const first = await guardian.submit({ url: 'https://shop.example/a', thresholds: { seo: 90 } }, {}, options);
  guardian.scene.timers.advance(10_000);
  const second = await guardian.submit({ url: 'https://shop.example/b' }, {}, options);
  expect(second).toMatchObject({ id: first.id, input: { url: 'https://shop.example/b', testId: first.id } });
  const record = await guardian.deps.tests.get(guardian.orgId, first.id, guardian.scene.now);
  expect(record).toMatchObject({ url: 'https://shop.example/b' });
  expect(record).not.toHaveProperty('thresholds');
  const restricted = { projects: new Set([newId('project', 12)]) };
  await expect(guardian.submit({ url: 'https://evil.example/' }, restricted, options)).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await guardian.scene.read(first)).toMatchObject({ input: { url: 'https://shop.example/b' } });
});
