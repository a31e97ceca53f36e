import { afterAll, beforeAll, expect, test } from 'vitest';
import { fateOfLastTask } from '../../../../../lambdas/tasks/schedule/tick/last-task.ts';
import { newId } from '../../../../../shared/id.ts';
import { refuse } from '../../../../../shared/task/refuse.ts';
import type { Submission } from '../../../../../shared/task/submission.ts';
import { projectId, type Scene, startTaskWorld, type TaskWorld } from '../../../../shared/task/task-world.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

const submissionOf = ({ ctx }: Scene, taskId: string): Submission => ({
  ...{ taskId, orgId: ctx.orgId, projectId, type: 'guardian.test', input: {}, isCharged: true, actor: ctx.actor },
  origin: { type: 'schedule', id: newId('schedule', 0) },
});

const fate = (scene: Scene, id: string, now = scene.timers.now()) => {
  const { orgId } = scene.ctx;
  const lastTask = { id, submittedAt: new Date(scene.timers.now()).toISOString() };
  return fateOfLastTask(scene.store, { orgId, lastTask }, now);
};

test('a submission that its product refuses is told from one that it accepts', async () => {
  const scene = world.scene();
  const id = newId('task', scene.timers.now());
  expect(await fate(scene, id)).toBe('open');
  await refuse(scene.ctx, scene.deps, submissionOf(scene, id), {
    code: 'not_found',
    detail: 'There is no such project.',
  });
  expect(await fate(scene, id)).toBe('refused');
});

test('a month that is used up is no refusal: it ends by itself', async () => {
  const scene = world.scene();
  const id = newId('task', scene.timers.now());
  await refuse(scene.ctx, scene.deps, submissionOf(scene, id), { code: 'quota_exceeded', detail: 'All are used.' });
  expect(await fate(scene, id)).toBe('unknown');
});

test('a task is open until it has ended', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  expect(await fate(scene, task.id)).toBe('open');
});

test('what has become no task within an hour is not waited for', async () => {
  const scene = world.scene();
  const id = newId('task', 1);
  const at = scene.timers.now();
  expect(await fate(scene, id, at + 3_599_999)).toBe('open');
  expect(await fate(scene, id, at + 3_600_000)).toBe('unknown');
});
