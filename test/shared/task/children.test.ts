import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cancelTask } from '../../../shared/task/cancel.ts';
import { PermanentTaskError } from '../../../shared/task/end-attempt.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { startTables, type Tables } from '../table.ts';
import { type Behaviour, Simulation } from './simulation.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const child = { type: 'guardian.test', input: { page: 1 } } as const;
const keys = ['a', 'b', 'c'];

/** A batch of three; its children end as `ends` says. */
const family =
  (ends: Behaviour = async () => ({ ok: true })): Behaviour =>
  async (run) => {
    if (run.task.type !== 'guardian.batch') return ends(run);
    const known = await run.children.all();
    if (known.length > 0 && known.every(({ status }) => !['queued', 'running'].includes(status))) return known;
    await run.children.submit(keys.map((key) => ({ key, ...child })));
    return run.children.wait();
  };

async function begin(plan: 'free' | 'pro' | 'enterprise' = 'free') {
  const simulation = new Simulation(tables, plan);
  await simulation.open();
  const parent = await simulation.submit(0, { type: 'guardian.batch' });
  return { simulation, parent };
}

async function read(simulation: Simulation, { orgId, id }: StoredTask): Promise<StoredTask> {
  const task = await simulation.deps.store.get(orgId, id);
  if (!task) throw new Error(`${id} is gone.`);
  return task;
}

async function childrenOf(simulation: Simulation): Promise<StoredTask[]> {
  return (await simulation.ledgers()).flatMap(({ tasks }) => tasks.filter(({ parentId }) => parentId));
}

test('a parent waits for its children without a slot, and goes on in the same attempt when the last has ended', async () => {
  const { simulation, parent } = await begin();
  await simulation.deliverOne(family());
  const waiting = await read(simulation, parent);
  expect(waiting).toMatchObject({ status: 'queued', hold: 'children', children: { total: 3, finished: 0, failed: 0 } });
  expect(waiting.waits.at(-1)).toMatchObject({ reason: 'children' });
  expect(await simulation.faults()).toEqual([]);
  await simulation.rest(family());
  const done = await read(simulation, parent);
  expect(done).toMatchObject({ status: 'succeeded', attempt: 1, children: { total: 3, finished: 3, failed: 0 } });
  expect(await simulation.deps.store.result(done)).toMatchObject(
    keys.map((key) => ({ key, status: 'succeeded', result: { ok: true } })),
  );
  expect(simulation.eventsOf(parent, 'task.started.v1')).toHaveLength(1);
  expect(simulation.eventsOf(parent, 'task.succeeded.v1')).toHaveLength(1);
});

test('children belong to the organization, the project and the depth of their parent, and say where they come from', async () => {
  const { simulation, parent } = await begin();
  await simulation.rest(family());
  const children = await childrenOf(simulation);
  expect(children).toHaveLength(3);
  for (const each of children) {
    expect(each).toMatchObject({ parentId: parent.id, depth: 2, origin: { type: 'task', id: parent.id } });
    expect(each).toMatchObject({ projectId: parent.projectId, actor: parent.actor, quota: { used: 1 } });
  }
});

test('children that are not charged reserve nothing', async () => {
  const { simulation } = await begin();
  const behave: Behaviour = async (run) => {
    if (run.task.type !== 'guardian.batch') return { ok: true };
    if (run.task.children) return run.children.all();
    await run.children.submit([{ key: 'a', ...child, isCharged: false }]);
    return run.children.wait();
  };
  await simulation.rest(behave);
  expect((await childrenOf(simulation))[0]).not.toHaveProperty('quota');
});

test('an attempt that asks again for the same children makes no second ones', async () => {
  const { simulation, parent } = await begin();
  let attempts = 0;
  const behave: Behaviour = async (run) => {
    if (run.task.type !== 'guardian.batch') return { ok: true };
    attempts += 1;
    await run.children.submit([...keys, 'a'].map((key) => ({ key, ...child })));
    if (attempts === 1) throw new Error('It broke after it had asked.');
    return attempts === 2 ? run.children.wait() : run.children.all();
  };
  await simulation.rest(behave);
  expect(await read(simulation, parent)).toMatchObject({ status: 'succeeded', attempt: 2, children: { total: 3 } });
  expect(await childrenOf(simulation)).toHaveLength(3);
});

test('children that fail are counted and told to the parent with their reason', async () => {
  const { simulation, parent } = await begin();
  await simulation.rest(family(() => Promise.reject(new PermanentTaskError('no_page', 'There is no page.'))));
  const done = await read(simulation, parent);
  expect(done).toMatchObject({ status: 'succeeded', children: { total: 3, finished: 3, failed: 3 } });
  expect(await simulation.deps.store.result(done)).toMatchObject([
    { status: 'failed', error: { code: 'no_page' } },
    {},
    {},
  ]);
});

test('children that end while the parent still runs do not keep it waiting', async () => {
  const { simulation, parent } = await begin('pro');
  const behave: Behaviour = async (run) => {
    if (run.task.type !== 'guardian.batch') return { ok: true };
    if (run.task.children) return run.children.all();
    await run.children.submit(keys.map((key) => ({ key, ...child })));
    // Another process does all of it before this one has got as far as to wait.
    while (await simulation.deliverOne(behave));
    return run.children.wait();
  };
  await simulation.deliverOne(behave);
  expect(await read(simulation, parent)).toMatchObject({ status: 'queued', hold: 'ready', children: { finished: 3 } });
  await simulation.rest(behave);
  expect(await read(simulation, parent)).toMatchObject({ status: 'succeeded', attempt: 1 });
});

test('the last two children end at once, and the parent is woken once', async () => {
  for (let round = 0; round < 4; round += 1) {
    const { simulation, parent } = await begin('pro');
    for (let n = 0; n < 4; n += 1) await simulation.deliverOne(family());
    await Promise.all(keys.map(() => simulation.deliverOne(family())));
    expect(await read(simulation, parent)).toMatchObject({ children: { finished: 3 }, hold: 'ready' });
    expect(simulation.messages).toHaveLength(1);
    expect(await simulation.faults()).toEqual([]);
  }
});

test('to cancel a parent cancels its children, also those that are not there yet', async () => {
  const { simulation, parent } = await begin();
  await simulation.deliverOne(family());
  await simulation.deliverOne(family());
  await cancelTask(simulation.deps, await read(simulation, parent), simulation.now);
  expect(await read(simulation, parent)).toMatchObject({ status: 'cancelled', children: { finished: 3, failed: 3 } });
  expect(await read(simulation, parent)).not.toHaveProperty('leavesChildren');
  const ends = vi.fn(async () => ({ ok: true }));
  await simulation.rest(family(ends));
  expect(ends).not.toHaveBeenCalled();
  expect(await childrenOf(simulation)).toMatchObject([{ status: 'cancelled', quota: { refunded: 1 } }]);
});

test('a parent that fails leaves no children behind', async () => {
  const { simulation, parent } = await begin();
  const behave: Behaviour = async (run) => {
    if (run.task.type !== 'guardian.batch') return { ok: true };
    await run.children.submit(keys.map((key) => ({ key, ...child })));
    throw new PermanentTaskError('broken', 'It cannot go on.');
  };
  await simulation.rest(behave);
  expect(await read(simulation, parent)).toMatchObject({ status: 'failed', children: { total: 3, finished: 3 } });
  expect(await childrenOf(simulation)).toEqual([]);
});

test('a child whose submission got lost is asked for again by the sweeper', async () => {
  const { simulation, parent } = await begin();
  await simulation.deliverOne(family());
  simulation.messages.length = 0;
  await simulation.rest(family());
  expect(await read(simulation, parent)).toMatchObject({ status: 'succeeded', children: { finished: 3 } });
});

test('a submission that came twice is one task, counted once', async () => {
  const { simulation } = await begin();
  await simulation.deliverOne(family());
  simulation.messages.push(...simulation.messages.map((message) => ({ ...message })));
  await simulation.rest(family());
  expect(await childrenOf(simulation)).toHaveLength(3);
  expect(await simulation.faults()).toEqual([]);
});

test('a task has at most a hundred children, and three generations at most', async () => {
  const { simulation, parent } = await begin();
  await simulation.rest(async (run) => {
    await run.children.submit(Array.from({ length: 101 }, (_, n) => ({ key: `${n}`, ...child })));
  });
  expect(await read(simulation, parent)).toMatchObject({ status: 'failed', error: { code: 'too_many_children' } });
  const deep = await simulation.submit(0, { type: 'guardian.batch', parent: undefined });
  await simulation.deps.store.move(deep, { depth: 3 }, simulation.now);
  await simulation.rest(async (run) => {
    await run.children.submit([{ key: 'a', ...child }]);
  });
  expect(await read(simulation, deep)).toMatchObject({ status: 'failed', error: { code: 'too_deep' } });
});

test('a hundred children are asked for and joined', { timeout: 60_000 }, async () => {
  const { simulation, parent } = await begin('enterprise');
  const behave: Behaviour = async (run) => {
    if (run.task.type !== 'guardian.batch') return { ok: true };
    if (run.task.children) return { joined: (await run.children.all()).length };
    await run.children.submit(Array.from({ length: 100 }, (_, n) => ({ key: `${n}`, ...child, isCharged: false })));
    return run.children.wait();
  };
  await simulation.rest(behave);
  expect(await simulation.deps.store.result(await read(simulation, parent))).toEqual({ joined: 100 });
});

test('whoever waits for children without having any is told so', async () => {
  const { simulation, parent } = await begin();
  await simulation.deliverOne(({ children }) => children.wait());
  expect(await read(simulation, parent)).toMatchObject({ status: 'queued', hold: 'backoff' });
});
