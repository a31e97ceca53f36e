import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listChildren, listTasks } from '../../../../lambdas/tasks/task/list-tasks.ts';
import { newId } from '../../../../shared/id.ts';
import { projectKey } from '../../../../shared/project.ts';
import { childrenOf } from '../../../../shared/task/children.ts';
import { PermanentTaskError } from '../../../../shared/task/end-attempt.ts';
import { fromSubmission } from '../../../../shared/task/submission.ts';
import { submitTask } from '../../../../shared/task/submit.ts';
import type { StoredTask } from '../../../../shared/task/task.ts';
import { projectId, type Scene, startTaskWorld, type TaskWorld } from '../../../shared/task/task-world.ts';
import { taskDeps } from './task-deps.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

type Wanted = Omit<Parameters<typeof listTasks>[0]['input'], 'limit'> & { limit?: number };
const list = (scene: Scene, input: Wanted = {}, change = {}) =>
  listTasks({ ctx: scene.context(change), deps: taskDeps(scene), input: { limit: 20, ...input } });
const ids = ({ items }: { items: readonly StoredTask[] }) => items.map(({ id }) => id);
const newestFirst = (tasks: readonly StoredTask[]) => tasks.map(({ id }) => id).reverse();

test('a list is newest first, and pages follow each other without a gap', async () => {
  const scene = world.scene();
  const tasks = await scene.submitMany(7);
  expect(ids(await list(scene))).toEqual(newestFirst(tasks));
  const seen: string[] = [];
  for (let cursor: string | undefined, page = 0; page === 0 || cursor; page += 1) {
    const { items, nextCursor } = await list(scene, { limit: 3, cursor });
    seen.push(...items.map(({ id }) => id));
    cursor = nextCursor;
  }
  expect(seen).toEqual(newestFirst(tasks));
});

test('tasks are found by the time of their creation, to the millisecond', async () => {
  const scene = world.scene();
  const [first, second, third] = await scene.submitMany(3);
  expect(ids(await list(scene, { createdAfter: second?.createdAt }))).toEqual([third?.id, second?.id]);
  expect(ids(await list(scene, { createdBefore: second?.createdAt }))).toEqual([first?.id]);
  const offset = `${second?.createdAt.slice(0, -1)}Z`;
  expect(ids(await list(scene, { createdAfter: offset, createdBefore: third?.createdAt }))).toEqual([second?.id]);
});

test('tasks are found by the code of their error, by status, type and project', async () => {
  const scene = world.scene();
  const [failed, queued] = await scene.submitMany(2);
  if (!failed) throw new Error('Two were submitted.');
  await scene.work(() => Promise.reject(new PermanentTaskError('no_such_site', 'It is gone.')), failed);
  expect(ids(await list(scene, { errorCode: 'no_such_site' }))).toEqual([failed.id]);
  expect(ids(await list(scene, { errorCode: 'no_such' }))).toEqual([]);
  expect(ids(await list(scene, { status: 'queued' }))).toEqual([queued?.id]);
  expect(ids(await list(scene, { type: 'guardian.batch' }))).toEqual([]);
  expect(ids(await list(scene, { projectId: newId('project', 1) }))).toEqual([]);
});

test('a list carries no results', async () => {
  const scene = world.scene();
  await scene.work(async () => 'secret', await scene.submit());
  expect(JSON.stringify(await list(scene))).not.toContain('secret');
});

test.each([
  ['what is no cursor', 'forged'],
  ['the cursor of another list', Buffer.from(newId('project', 1)).toString('base64url')],
  ['a key of the table', Buffer.from('ORG#org_1').toString('base64url')],
])('%s is refused as a cursor', async (_, cursor) => {
  await expect(list(world.scene(), { cursor })).rejects.toMatchObject({ status: 400, code: 'invalid_cursor' });
});

test('the cursor of another organization leads to nothing but one’s own tasks', async () => {
  const [mine, theirs] = [world.scene(), world.scene()];
  const task = await mine.submit();
  mine.timers.advance(5);
  await theirs.submitMany(3);
  const { nextCursor } = await list(theirs, { limit: 1 });
  expect(ids(await list(mine, { cursor: nextCursor }))).toEqual([task.id]);
});

/** So many copies of a task, a second apart and older. */
async function addHistory(scene: Scene, like: StoredTask, count: number) {
  const born = Date.parse(like.createdAt);
  const copies = Array.from({ length: count }, (_, at) => {
    const createdAt = born - (at + 1) * 1_000;
    const id = newId('task', createdAt);
    const key = { pk: `ORG#${scene.ctx.orgId}`, sk: `TASK#${id}` };
    return marshall(
      { ...like, ...key, id, createdAt: new Date(createdAt).toISOString() },
      { removeUndefinedValues: true },
    );
  });
  for (let at = 0; at < count; at += 25) {
    const puts = copies.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
    await world.client.send(new BatchWriteItemCommand({ RequestItems: { [scene.table.name]: puts } }));
  }
}

test('in a history of ten thousand tasks a page costs one read, and a search that finds nothing ends with a cursor', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  await addHistory(scene, task, 10_000);
  const calls = async (input: Wanted) => {
    const before = world.calls.length;
    const page = await list(scene, input);
    return { page, calls: world.calls.length - before };
  };
  const plain = await calls({ limit: 100 });
  expect(plain.page.items).toHaveLength(100);
  expect(plain.calls).toBe(1);
  const fruitless = await calls({ errorCode: 'never' });
  expect(fruitless.page).toEqual({ items: [], nextCursor: expect.any(String) });
  // DynamoDB itself replies a megabyte at a time.
  expect(fruitless.calls).toBeLessThanOrEqual(4);
  const recent = await calls({ createdAfter: task.createdAt, errorCode: 'never' });
  expect(recent.calls).toBeLessThanOrEqual(4);
  const old = await calls({ createdBefore: new Date(Date.parse(task.createdAt) - 9_990_000).toISOString() });
  expect(old.page.items).toHaveLength(10);
  expect(old.calls).toBe(1);
}, 120_000);

/** A parent at work that has asked for children, of which those named in `arrive` are tasks. */
async function family(scene: Scene, keys: readonly string[], arrive: readonly string[] = keys) {
  const parent = await scene.claim(await scene.submit());
  const children = keys.map((key) => ({ key, type: 'guardian.test' as const, input: { n: 1 } }));
  await childrenOf(scene.deps, parent).submit(children);
  for (const submission of scene.submissions.sent.filter(({ parent: of }) => arrive.includes(of?.key ?? ''))) {
    const { type, input, projectId: project } = submission;
    const request = { type, input, projectId: project, inputVersion: 1, alongside: [], ...fromSubmission(submission) };
    await submitTask(scene.context(), scene.deps, request);
  }
  return parent;
}
const children = (scene: Scene, id: string, change = {}, input = {}) =>
  listChildren({ ctx: scene.context(change), deps: taskDeps(scene), input: { id, limit: 20, ...input } });

test('the children of a task are listed by it, also by the filter of the list; one that is only asked for is not', async () => {
  const scene = world.scene();
  const parent = await family(scene, ['a', 'b', 'c'], ['a', 'b']);
  await scene.submit();
  const listed = await children(scene, parent.id);
  expect(listed.items.map(({ parentId }) => parentId)).toEqual([parent.id, parent.id]);
  expect(ids(await list(scene, { parentId: parent.id }))).toEqual(ids(listed));
  const first = await children(scene, parent.id, {}, { limit: 1 });
  const second = await children(scene, parent.id, {}, { limit: 1, cursor: first.nextCursor });
  expect([...ids(first), ...ids(second)]).toEqual(ids(listed));
  expect(await children(scene, parent.id, {}, { status: 'failed' })).toEqual({ items: [] });
});

test('the children of another organization, and of a project that one may not use, are not there', async () => {
  const [scene, other] = [world.scene(), world.scene()];
  const parent = await family(scene, ['a']);
  await expect(children(other, parent.id)).rejects.toMatchObject({ code: 'not_found' });
  expect(await list(other, { parentId: parent.id })).toEqual({ items: [] });
  await scene.table.put({ ...projectKey(scene.ctx.orgId, projectId), id: projectId });
  const restricted = { projects: new Set([newId('project', 9)]) };
  await expect(children(scene, parent.id, restricted)).rejects.toMatchObject({ code: 'not_found' });
  expect(await list(scene, { parentId: parent.id }, restricted)).toEqual({ items: [] });
});
