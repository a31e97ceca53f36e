import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../shared/id.ts';
import { cancelTask } from '../../../shared/task/cancel.ts';
import { PermanentTaskError } from '../../../shared/task/end-attempt.ts';
import { redriveTask } from '../../../shared/task/redrive.ts';
import { startTables, type Tables } from '../table.ts';
import { type Behaviour, Simulation } from './simulation.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const succeed: Behaviour = async () => ({ ok: true });

/** The most calls that any act here makes; the last of the kills must find that the act has survived. */
const most = 60;

/**
 * The same act again and again, killed before its first call, before its second, and so on until it survives; after each kill
 * the platform must come to rest, with nothing lost, nothing counted wrong and nothing done twice.
 */
async function killEverywhere(
  act: (simulation: Simulation, after: number) => Promise<'killed' | 'survived'>,
  behave = succeed,
) {
  for (let after = 0; after < most; after += 1) {
    const simulation = new Simulation(tables, 'free');
    await simulation.open();
    const outcome = await act(simulation, after);
    expect(await simulation.faults(), `killed before call ${after + 1}`).toEqual([]);
    await simulation.rest(behave);
    expect(await simulation.faults(), `at rest, killed before call ${after + 1}`).toEqual([]);
    for (const { tasks } of await simulation.ledgers()) {
      for (const task of tasks) {
        expect(simulation.eventsOf(task, 'task.succeeded.v1')).toHaveLength(task.status === 'succeeded' ? 1 : 0);
        expect(simulation.eventsOf(task, 'task.queued.v1').length + (task.error ? 1 : 0)).toBeGreaterThan(0);
      }
    }
    if (outcome === 'survived') return after;
  }
  throw new Error(`The act makes more than ${most} calls.`);
}

describe('wherever it is killed, nothing is lost, counted wrong or done twice:', { timeout: 120_000 }, () => {
  test('a submit', async () => {
    expect(await killEverywhere((simulation, after) => simulation.dying(after, () => simulation.submit()))).toBe(3);
  });

  test('a submit to a full lane', async () => {
    await killEverywhere(async (simulation, after) => {
      for (let n = 0; n < 3; n += 1) await simulation.submit();
      return simulation.dying(after, () => simulation.submit());
    });
  });

  test('a submit with a singleton key', async () => {
    await killEverywhere((simulation, after) =>
      simulation.dying(after, () => simulation.submit(0, { options: { singletonKey: 'nightly' } })),
    );
  });

  test('a delayed submit', async () => {
    await killEverywhere((simulation, after) => {
      const startAt = new Date(simulation.now + 20 * 60_000).toISOString();
      return simulation.dying(after, () => simulation.submit(0, { options: { startAt } }));
    });
  });

  const work = (behave: Behaviour) => async (simulation: Simulation, after: number) => {
    for (let n = 0; n < 4; n += 1) await simulation.submit();
    const before = simulation.calls;
    await simulation.deliverOne(behave, after);
    return simulation.calls - before > after ? 'killed' : 'survived';
  };

  test('a run that succeeds, with others in the line', async () => {
    // Read, claim, tell, hide, end, tell, settle; then the lane, the line, the next one, its turn, and its message.
    expect(await killEverywhere(work(succeed))).toBe(12);
  });

  test('all runs of a lane at once, with others in the line', async () => {
    await killEverywhere(async (simulation, after) => {
      for (let n = 0; n < 3; n += 1) await simulation.submit();
      const before = simulation.calls;
      await simulation.deliverOne(succeed, after);
      const isKilled = simulation.calls - before > after;
      await simulation.deliverOne(succeed, after);
      return isKilled ? 'killed' : 'survived';
    });
  });

  test('a run that fails', async () => {
    await killEverywhere(work(() => Promise.reject(new Error('x'))));
  });

  test('a run that fails for good', async () => {
    await killEverywhere(work(() => Promise.reject(new PermanentTaskError('no_page', 'None.'))));
  });

  test('a cancellation of a task in the line, and of one in the queue', async () => {
    for (const which of [0, 3]) {
      await killEverywhere(async (simulation, after) => {
        const tasks = [];
        for (let n = 0; n < 4; n += 1) tasks.push(await simulation.submit());
        const task = tasks[which];
        if (!task) throw new Error('There is no task.');
        return simulation.dying(after, () => cancelTask(simulation.deps, task, simulation.now));
      });
    }
  });

  test('a redrive', async () => {
    await killEverywhere(async (simulation, after) => {
      const task = await simulation.submit();
      const cancelled = await cancelTask(simulation.deps, task, simulation.now);
      return simulation.dying(after, () => redriveTask(simulation.ctx(), simulation.deps, cancelled));
    });
  });

  const family: Behaviour = async (run) => {
    if (run.task.type !== 'guardian.batch') return { ok: true };
    if (run.task.children) return { children: (await run.children.all()).length };
    const child = { type: 'guardian.test', input: {} } as const;
    await run.children.submit(['a', 'b', 'c'].map((key) => ({ key, ...child })));
    return run.children.wait();
  };
  const batch = { type: 'guardian.batch' } as const;

  test('a parent that asks for children and waits', async () => {
    await killEverywhere(async (simulation, after) => {
      await simulation.submit(0, batch);
      const before = simulation.calls;
      await simulation.deliverOne(family, after);
      return simulation.calls - before > after ? 'killed' : 'survived';
    }, family);
  });

  test('every message of a whole family', async () => {
    for (const which of [1, 2, 4]) {
      await killEverywhere(async (simulation, after) => {
        await simulation.submit(0, batch);
        for (let n = 0; n < which; n += 1) await simulation.deliverOne(family);
        const before = simulation.calls;
        await simulation.deliverOne(family, after);
        return simulation.calls - before > after ? 'killed' : 'survived';
      }, family);
    }
  });

  test('the cancellation of a parent with open children', async () => {
    await killEverywhere(async (simulation, after) => {
      const parent = await simulation.submit(0, { ...batch, id: newId('task', simulation.now) });
      for (let n = 0; n < 3; n += 1) await simulation.deliverOne(family);
      return simulation.dying(after, () => cancelTask(simulation.deps, parent, simulation.now));
    }, family);
  });
});
