import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelTask } from '../../../shared/task/cancel.ts';
import { PermanentTaskError, RetryLater } from '../../../shared/task/end-attempt.ts';
import type { TaskOptions } from '../../../shared/task/options.ts';
import { redriveTask } from '../../../shared/task/redrive.ts';
import { isFinished, type StoredTask } from '../../../shared/task/task.ts';
import { waitedMs } from '../../../shared/task/waits.ts';
import { startTables, type Tables } from '../table.ts';
import { type Behaviour, Simulation } from './simulation.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const org = fc.nat({ max: 2 });
const plans = ['free', 'pro', 'enterprise'] as const;
const nth = fc.nat({ max: 1_000 });

const options = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  fc.record({ singletonKey: fc.constantFrom('a', 'b') }),
  fc.record({ priority: fc.integer({ min: -10, max: 10 }) }),
  fc.record({ debounce: fc.record({ key: fc.constantFrom('a', 'b'), seconds: fc.integer({ min: 1, max: 600 }) }) }),
  fc.record({ expiresInSeconds: fc.constant(60) }),
);

const command = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('submit' as const), org, options }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('family' as const), org }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('work' as const),
      ends: fc.constantFrom('ok', 'fail', 'later', 'permanent'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const), after: fc.nat({ max: 12 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), org, nth }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('redrive' as const), org, nth }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('race' as const), org, nth }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('time' as const), seconds: fc.constantFrom(1, 10, 45, 300, 1_000) }),
  },
);
type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;

const endings: Record<string, Behaviour> = {
  ok: async () => ({ ok: true }),
  fail: () => Promise.reject(new Error('x')),
  later: () => Promise.reject(new RetryLater('busy', 'The site is busy.', 90)),
  permanent: () => Promise.reject(new PermanentTaskError('no_page', 'There is none.')),
};

/** A batch asks for two children and joins them, however its own children end. */
const familyOr =
  (behave: Behaviour): Behaviour =>
  async (run) => {
    if (run.task.type !== 'guardian.batch') return behave(run);
    if (run.task.children) return run.children.all();
    const child = { type: 'guardian.test', input: {}, isCharged: false } as const;
    await run.children.submit(['a', 'b'].map((key) => ({ key, ...child })));
    return run.children.wait();
  };

/** The ids of what was accepted: the lifecycle must not lose one. */
async function obey(simulation: Simulation, accepted: Set<string>, each: Command): Promise<void> {
  const chosen = async (at: number, n: number): Promise<StoredTask | undefined> => {
    const tasks = (await simulation.ledgers())[at]?.tasks ?? [];
    return tasks[n % Math.max(1, tasks.length)];
  };
  if (each.do === 'submit')
    accepted.add((await simulation.submit(each.org, { options: each.options as TaskOptions })).id);
  if (each.do === 'family') accepted.add((await simulation.submit(each.org, { type: 'guardian.batch' })).id);
  if (each.do === 'work') await simulation.deliverOne(familyOr(endings[each.ends] ?? endings.ok ?? neverEnds));
  if (each.do === 'crash') await simulation.deliverOne(familyOr(endings.ok ?? neverEnds), each.after);
  if (each.do === 'sweep') await simulation.sweep();
  if (each.do === 'time') simulation.timers.advance(each.seconds * 1_000);
  if (each.do === 'cancel') {
    const task = await chosen(each.org, each.nth);
    if (task) await cancelTask(simulation.deps, task, simulation.now);
  }
  if (each.do === 'race') {
    const task = await chosen(each.org, each.nth);
    const rivals = [
      ...['ok', 'fail', 'ok'].map((ends) => simulation.deliverOne(familyOr(endings[ends] ?? neverEnds))),
      simulation.submit(each.org).then(({ id }) => accepted.add(id)),
      simulation.sweep(),
      ...(task ? [cancelTask(simulation.deps, task, simulation.now)] : []),
    ];
    await Promise.all(rivals);
  }
  if (each.do === 'redrive') {
    const task = await chosen(each.org, each.nth);
    if (task && isFinished(task.status) && task.status !== 'succeeded') {
      await redriveTask(simulation.ctx(each.org), simulation.deps, task).catch(expectConflict);
    }
  }
  // Ids of one millisecond sort by chance, and so would their tasks.
  simulation.timers.advance(1);
}

const neverEnds: Behaviour = () => Promise.reject(new Error('There is no such ending.'));

function expectConflict(error: unknown): void {
  expect(error).toMatchObject({ code: 'conflict' });
}

test('whatever happens, nothing is lost, counted wrong, run twice at once or paid for twice', {
  timeout: 240_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 40 }), async (commands) => {
      const simulation = new Simulation(tables, ...plans);
      await simulation.open();
      const accepted = new Set<string>();
      for (const each of commands) {
        await obey(simulation, accepted, each);
        expect(await simulation.faults()).toEqual([]);
      }
      await simulation.rest(familyOr(endings.ok ?? neverEnds), 400);
      expect(await simulation.faults()).toEqual([]);
      const tasks = (await simulation.ledgers()).flatMap((ledger) => ledger.tasks);
      expect(tasks.map(({ id }) => id)).toEqual(expect.arrayContaining([...accepted]));
      for (const task of tasks) expectOneStory(simulation, task);
    }),
    {
      numRuns: Number(process.env.MODEL_RUNS ?? 20),
      ...(process.env.MODEL_SEED && { seed: Number(process.env.MODEL_SEED) }),
    },
  );
});

function expectOneStory(simulation: Simulation, task: StoredTask): void {
  const ends = ['succeeded', 'failed', 'cancelled'].flatMap((end) => simulation.eventsOf(task, `task.${end}.v1`));
  expect(simulation.eventsOf(task, 'task.succeeded.v1')).toHaveLength(task.status === 'succeeded' ? 1 : 0);
  expect(ends).toHaveLength(task.redrives + 1);
  expect(waitedMs(task.waits, 0)).toBeLessThanOrEqual(Date.parse(task.finishedAt ?? '') - Date.parse(task.createdAt));
}
