import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../shared/id.ts';
import { refusalOf, TaskOptions } from '../../../shared/task/options.ts';
import { readLedger } from './ledger.ts';
import { type Scene, startTaskWorld, type TaskWorld } from './task-world.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

const ok = async () => 'done';
const later = (scene: Scene, seconds: number) => new Date(scene.now + seconds * 1_000).toISOString();
const faults = async ({ table, ctx }: Scene) => (await readLedger(table, ctx.orgId)).faults;

test.each([
  [{ startAt: 'tomorrow' }, false],
  [{ expiresInSeconds: 9 }, false],
  [{ expiresInSeconds: 604_801 }, false],
  [{ priority: 11 }, false],
  [{ priority: 0.5 }, false],
  [{ singletonKey: '' }, false],
  [{ singletonKey: 'a b' }, false],
  [{ singletonKey: 'x'.repeat(129) }, false],
  [{ debounce: { key: 'a', seconds: 3_601 } }, false],
  [{ surprise: 1 }, false],
  [{ priority: -10, singletonKey: 'nightly', expiresInSeconds: 10 }, true],
])('%j are options: %s', (options, isGood) => {
  expect(TaskOptions.safeParse(options).success).toBe(isGood);
});

test('a start more than a year ahead is refused, and one that two options tell', () => {
  const now = Date.UTC(2026, 0, 1);
  expect(refusalOf({ startAt: '2027-02-01T00:00:00Z' }, now)).toContain('a year');
  expect(refusalOf({ startAt: '2026-02-01T00:00:00Z', debounce: { key: 'a', seconds: 1 } }, now)).toContain('both');
  expect(refusalOf({ startAt: '2026-02-01T00:00:00Z' }, now)).toBeUndefined();
});

test('a refusal names the option that it is about', async () => {
  const submitted = world.scene().submit({}, { n: 1 }, { options: { startAt: '2999-01-01T00:00:00Z' } });
  await expect(submitted).rejects.toMatchObject({
    code: 'validation_failed',
    errors: [{ path: 'body.options.startAt' }],
  });
});

test('a delayed task has its message for then, holds no slot until then, and says so', async () => {
  const scene = world.scene();
  const startAt = later(scene, 600);
  const delayed = await scene.submit({}, { n: 1 }, { options: { startAt } });
  expect(delayed).toMatchObject({ status: 'queued', hold: 'delay', startAt, waits: [{ reason: 'delay' }] });
  expect(scene.queue.for(delayed)).toMatchObject([{ delaySeconds: 600 }]);
  await scene.submitMany(2);
  expect(scene.queue.sent).toHaveLength(3);
  scene.timers.advance(600_000);
  await scene.work(ok, delayed);
  expect(await scene.read(delayed)).toMatchObject({ status: 'queued', hold: 'lane' });
  expect(await faults(scene)).toEqual([]);
});

test('a start further away than a queue can delay gets its message from the sweeper, for the second', async () => {
  const scene = world.scene();
  const delayed = await scene.submit({}, { n: 1 }, { options: { startAt: later(scene, 3_600) } });
  expect(scene.queue.for(delayed)).toEqual([]);
  await scene.sweepAfter(2_990_000);
  expect(scene.queue.for(delayed)).toEqual([]);
  await scene.sweepAfter(30_000);
  expect(scene.queue.for(delayed)).toMatchObject([{ delaySeconds: 580 }]);
  scene.timers.advance(580_000);
  await scene.work(ok, delayed);
  expect(await scene.read(delayed)).toMatchObject({ status: 'succeeded', waits: [{ reason: 'delay' }] });
});

test('a message that comes too early is sent on', async () => {
  const scene = world.scene();
  const delayed = await scene.submit({}, { n: 1 }, { options: { startAt: later(scene, 60) } });
  scene.timers.advance(20_500);
  await scene.work(ok, delayed);
  expect(scene.queue.for(delayed)).toMatchObject([{ delaySeconds: 60 }, { delaySeconds: 40 }]);
  expect(await scene.read(delayed)).toMatchObject({ status: 'queued', attempt: 0 });
});

test('a start in the past is a start now', async () => {
  const scene = world.scene();
  expect(await scene.submit({}, { n: 1 }, { options: { startAt: later(scene, -5) } })).toMatchObject({ hold: 'queue' });
});

test('while a task with a singleton key is open, submitting replies it; then there is a new one', async () => {
  const scene = world.scene();
  const options = { singletonKey: 'nightly' };
  const first = await scene.submit({}, { n: 1 }, { options });
  const again = await Promise.all([1, 2, 3].map((n) => scene.submit({}, { n }, { options })));
  expect(new Set(again.map(({ id }) => id))).toEqual(new Set([first.id]));
  expect(await scene.submit({}, { n: 1 }, { options: { singletonKey: 'hourly' } })).not.toMatchObject({ id: first.id });
  await scene.work(ok, first);
  expect((await scene.submit({}, { n: 1 }, { options })).id).not.toBe(first.id);
  expect(await faults(scene)).toEqual([]);
});

test('of many submits with one singleton key at once there is one task', async () => {
  const scene = world.scene();
  const tasks = await Promise.all(
    Array.from({ length: 6 }, (_, n) => scene.submit({}, { n }, { options: { singletonKey: 'k' } })),
  );
  expect(new Set(tasks.map(({ id }) => id)).size).toBe(1);
  expect(await faults(scene)).toEqual([]);
});

test('a debounced task takes the newest input and starts after the last submit, an hour after the first at the latest', async () => {
  const scene = world.scene();
  const options = { debounce: { key: 'site', seconds: 600 } };
  const began = scene.now;
  const first = await scene.submit({}, { n: 0 }, { options });
  for (let n = 1; n <= 7; n += 1) {
    scene.timers.advance(500_000);
    expect(await scene.submit({}, { n }, { options })).toMatchObject({ id: first.id, input: { n } });
  }
  const last = await scene.read(first);
  expect(last.startAt).toBe(new Date(began + 3_600_000).toISOString());
  expect(last).toMatchObject({ input: { n: 7 }, quota: { reserved: 1 } });
  scene.timers.advance(100_000);
  const seen: unknown[] = [];
  await scene.work(async ({ input }) => seen.push(input.n), last);
  expect(seen).toEqual([7]);
  expect((await scene.submit({}, { n: 8 }, { options })).id).not.toBe(first.id);
});

test('the product says what a debounced task takes of a newer submit, in one transaction with its own record', async () => {
  const scene = world.scene();
  const options = { debounce: { key: 'site', seconds: 60 } };
  const first = await scene.submit({}, { n: 0 }, { options });
  const record = { pk: `ORG#${scene.ctx.orgId}`, sk: 'RECORD' };
  await scene.submit(
    {},
    { n: 1 },
    {
      options,
      replacing: (task) => ({
        input: { n: 1, of: task.id },
        alongside: [{ table: scene.table, put: { ...record, n: 1 } }],
      }),
    },
  );
  expect(await scene.read(first)).toMatchObject({ input: { n: 1, of: first.id } });
  expect(await scene.table.update(record, { set: { seen: true } })).toMatchObject({ n: 1 });
});

test('what a product writes with a debounce is refused with it', async () => {
  const scene = world.scene();
  const options = { debounce: { key: 'site', seconds: 60 } };
  const first = await scene.submit({}, { n: 0 }, { options });
  const refused = { table: scene.table, check: { pk: 'nobody', sk: 'A' }, condition: { when: 'attribute_exists(pk)' } };
  const replacing = () => ({ input: { n: 1 }, alongside: [refused] });
  await expect(scene.submit({}, { n: 1 }, { options, replacing })).rejects.toThrow(/cancelled/);
  expect(await scene.read(first)).toMatchObject({ input: { n: 0 } });
});

test('a debounce and the claim of its task at once: the input is in one of the two tasks', async () => {
  for (let round = 0; round < 5; round += 1) {
    const scene = world.scene();
    const options = { debounce: { key: 'site', seconds: 10 } };
    const first = await scene.submit({}, { n: 0 }, { options });
    scene.timers.advance(10_000);
    const seen: number[] = [];
    const [, second] = await Promise.all([
      scene.work(async ({ input }) => seen.push(input.n), first),
      scene.submit({}, { n: 1 }, { options }),
    ]);
    scene.timers.advance(10_000);
    await scene.work(async ({ input }) => seen.push(input.n), await scene.read(second));
    expect(seen.at(-1)).toBe(1);
    expect(await faults(scene)).toEqual([]);
  }
});

test('an idempotency key replies its first task, also when that has ended, until its time is over', async () => {
  const scene = world.scene();
  const options = { idempotency: { key: 'run-7', ttlSeconds: 3_600 } };
  const first = await scene.submit({}, { n: 1 }, { options });
  await scene.work(ok, first);
  expect(await scene.submit({}, { n: 1 }, { options })).toMatchObject({ id: first.id, status: 'succeeded' });
  scene.timers.advance(3_600_000);
  expect((await scene.submit({}, { n: 1 }, { options })).id).not.toBe(first.id);
});

test('a submit of the same id is the same task, and is counted once', async () => {
  const scene = world.scene();
  const id = newId('task', scene.now);
  const tasks = await Promise.all([1, 2, 3].map(() => scene.submit({}, { n: 1 }, { id })));
  expect(tasks.map((task) => task.id)).toEqual([id, id, id]);
  expect(await faults(scene)).toEqual([]);
});
