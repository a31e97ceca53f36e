import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import { permissions } from '../../../shared/permission.ts';
import { fromSubmission, Submission } from '../../../shared/task/submission.ts';
import { type Product, submissionConsumer } from '../../../shared/task/submission-consumer.ts';
import { submitTask } from '../../../shared/task/submit.ts';
import { projectId, type Scene, sqsRecord, startTaskWorld, type TaskWorld } from './task-world.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

const nothingFailed = { batchItemFailures: [] };

async function arrange(plan: 'free' | 'enterprise' = 'free') {
  const scene = world.scene();
  await scene.table.put({ pk: `ORG#${scene.ctx.orgId}`, sk: 'ORG', plan });
  const submission = Submission.parse({
    ...{ taskId: newId('task', scene.now), orgId: scene.ctx.orgId, projectId, type: 'guardian.test', input: { n: 1 } },
    ...{ options: { priority: 3 }, isCharged: true, origin: { type: 'schedule', id: 'sch_1' } },
    actor: { type: 'user', id: 'usr_1' },
  });
  return { scene, submission };
}

const accept =
  (scene: Scene): Product['submit'] =>
  (ctx, submission) =>
    submitTask(ctx, scene.deps, {
      ...fromSubmission(submission),
      ...{ type: submission.type, projectId, input: submission.input, inputVersion: 1, alongside: [] },
    });

function consume(scene: Scene, submit: Product['submit'], ...bodies: unknown[]) {
  const deps = { ...scene.deps, projects: scene.table };
  const Records = bodies.map((body, at) => sqsRecord(typeof body === 'string' ? body : JSON.stringify(body), at));
  return submissionConsumer({ type: 'guardian.test', submit }, deps)({ Records });
}

const find = (scene: Scene, { orgId, taskId }: Submission) => scene.store.get(orgId, taskId);

test('the product submits in the name of who ordered it, with the plan that the organization has now', async () => {
  const { scene, submission } = await arrange('enterprise');
  const submit = vi.fn(accept(scene));
  expect(await consume(scene, submit, submission)).toEqual(nothingFailed);
  expect(submit.mock.calls[0]?.[0]).toMatchObject({
    ...{ orgId: submission.orgId, plan: 'enterprise', actor: submission.actor, now: scene.now },
    permissions: new Set(permissions),
  });
  expect(await find(scene, submission)).toMatchObject({
    ...{ id: submission.taskId, status: 'queued', priority: 3, plan: 'enterprise', origin: submission.origin },
  });
});

test('a submission that came twice is one task', async () => {
  const { scene, submission } = await arrange();
  expect(await consume(scene, accept(scene), submission, submission)).toEqual(nothingFailed);
  expect(await find(scene, submission)).toMatchObject({ quota: { reserved: 1 } });
  expect(scene.bus.ofType('task.queued.v1')).toHaveLength(1);
});

test.each(['quota_exceeded', 'not_found', 'validation_failed'] as const)(
  'what is refused as %s is a task that failed with it',
  async (code) => {
    const { scene, submission } = await arrange();
    const refuse = () => Promise.reject(new AppError(code, 'We cannot.'));
    expect(await consume(scene, refuse, submission, submission)).toEqual(nothingFailed);
    const task = await find(scene, submission);
    expect(task).toMatchObject({
      status: 'failed',
      attempt: 0,
      error: { code, detail: 'We cannot.' },
      waits: [],
      owed: [],
    });
    expect(task).not.toHaveProperty('quota');
    expect(task?.ttl).toBe(scene.now / 1_000 + 7 * 86_400);
    expect(scene.bus.events).toMatchObject([{ type: 'task.failed.v1', data: { error: { code } } }]);
  },
);

test('a broken world makes the message come back, and no task', async () => {
  const { scene, submission } = await arrange();
  const broken = { batchItemFailures: [{ itemIdentifier: 'm0' }] };
  expect(await consume(scene, () => Promise.reject(new Error('down')), submission)).toEqual(broken);
  const busy = new AppError('rate_limited', 'Later.');
  expect(await consume(scene, () => Promise.reject(busy), submission)).toEqual(broken);
  expect(await find(scene, submission)).toBeUndefined();
});

test('what is no submission is parked; those of an organization that is gone are dropped', async () => {
  const { scene, submission } = await arrange();
  const submit = vi.fn(accept(scene));
  const stranger = { ...submission, orgId: newId('organization', 1) };
  expect(await consume(scene, submit, 'not json', { taskId: 'x' }, stranger)).toEqual(nothingFailed);
  expect(scene.park.parked).toHaveLength(2);
  expect(submit).not.toHaveBeenCalled();
});
