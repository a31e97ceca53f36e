import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelTask } from '../../../lambdas/tasks/task/cancel-task.ts';
import { cancelTasks } from '../../../lambdas/tasks/task/cancel-tasks.ts';
import { listChildren, listTasks } from '../../../lambdas/tasks/task/list-tasks.ts';
import { awaitTask, readTask } from '../../../lambdas/tasks/task/read-task.ts';
import { readTimeline } from '../../../lambdas/tasks/task/read-timeline.ts';
import { retryTask } from '../../../lambdas/tasks/task/retry-task.ts';
import { retryTasks } from '../../../lambdas/tasks/task/retry-tasks.ts';
import type { Context } from '../../../shared/context.ts';
import { newId } from '../../../shared/id.ts';
import { permissions } from '../../../shared/permission.ts';
import { projectKey } from '../../../shared/project.ts';
import { projectId, startTaskWorld, type TaskWorld } from '../../shared/task/task-world.ts';
import { taskDeps } from './task/task-deps.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

const team = newId('team', 1);
const bound = new Set(permissions.filter((permission) => permission !== 'projects:read-all'));

/** A task of a project that is closed to `team`. */
async function closed() {
  const scene = world.scene();
  await scene.table.put({ ...projectKey(scene.ctx.orgId, projectId), id: projectId, teamIds: [team] });
  return { scene, task: await scene.submit() };
}

test.each<[string, Partial<Context>]>([
  ['a member of another team', { permissions: bound, teams: new Set([newId('team', 2)]) }],
  ['a key that is restricted to another project', { projects: new Set([newId('project', 3)]) }],
])('%s neither sees nor cancels the tasks of a closed project', async (_, change) => {
  const { scene, task } = await closed();
  const call = { ctx: { ...scene.ctx, ...change }, deps: taskDeps(scene) };
  const notFound = { code: 'not_found', status: 404 };
  const input = { id: task.id, waitSeconds: 1 };
  await expect(readTask({ ...call, input })).rejects.toMatchObject(notFound);
  await expect(awaitTask({ ...call, input })).rejects.toMatchObject(notFound);
  await expect(cancelTask({ ...call, input })).rejects.toMatchObject(notFound);
  await expect(retryTask({ ...call, input })).rejects.toMatchObject(notFound);
  await expect(readTimeline({ ...call, input })).rejects.toMatchObject(notFound);
  await expect(listChildren({ ...call, input: { id: task.id, limit: 20 } })).rejects.toMatchObject(notFound);
  const bulk = { limit: 100, dryRun: false };
  for (const many of [cancelTasks, retryTasks]) {
    const byId = { ...bulk, filter: { ids: [task.id] } };
    const skipped = [{ id: task.id, code: 'not_found', detail: expect.any(String) }];
    expect(await many({ ...call, input: byId })).toEqual({ changed: 0, ids: [], skipped });
    const byProject = { ...bulk, filter: { projectId } };
    expect(await many({ ...call, input: byProject })).toEqual({ changed: 0, ids: [], skipped: [] });
  }
  expect(await listTasks({ ...call, input: { limit: 20 } })).toEqual({ items: [] });
  expect(await scene.read(task)).toMatchObject({ status: 'queued' });
});

test.each<[string, Partial<Context>]>([
  ['a member of its team', { permissions: bound, teams: new Set([team]) }],
  ['somebody who may see all projects', {}],
  ['a key without restriction', { permissions: bound, actor: { type: 'api-key', id: 'key_1' } }],
  ['a key that is restricted to it', { projects: new Set([projectId]), actor: { type: 'workload', id: 'w' } }],
])('%s sees and cancels them', async (_, change) => {
  const { scene, task } = await closed();
  const call = { ctx: { ...scene.ctx, ...change }, deps: taskDeps(scene) };
  expect((await listTasks({ ...call, input: { limit: 20 } })).items).toMatchObject([{ id: task.id }]);
  expect(await cancelTask({ ...call, input: { id: task.id } })).toMatchObject({ status: 'cancelled' });
});

test('a wait asks for access once', async () => {
  const { scene, task } = await closed();
  const ctx = { ...scene.ctx, permissions: bound, teams: new Set([team]) };
  const before = world.calls.length;
  await awaitTask({ ctx, deps: taskDeps(scene), input: { id: task.id, waitSeconds: 3 } });
  const calls = world.calls.slice(before).map(({ action }) => action);
  expect(calls.filter((action) => action === 'dynamodb:BatchGetItem')).toHaveLength(1);
  expect(calls.length).toBeGreaterThan(3);
});
