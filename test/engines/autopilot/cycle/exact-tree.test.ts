import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CyclePorts } from '../../../../engines/autopilot/cycle/ports.ts';
import { runCycle } from '../../../../engines/autopilot/cycle/run-cycle.ts';
import { undoCycle } from '../../../../engines/autopilot/cycle/undo-cycle.ts';
import { withFolder } from '../../insight/kit.ts';
import { leftBehindBy } from '../../left-behind.ts';
import { gitApply } from '../patch/git-apply.ts';
import { openPorts, replaces } from './small-world.ts';
import { stateOf } from './trees.ts';

/** Good ones, some that make it worse, one that breaks the syntax, and one that makes work for another. */
const recipes = [
  replaces('fix-bad', 'BAD', 'good'),
  replaces('odd-to-bad', 'ODD', 'BAD'),
  replaces('leak', 'SLOW', 'LEAK'),
  replaces('break', 'fine', 'if ('),
  replaces('tidy', 'good;;', 'good;'),
];

const line = fc.constantFrom('BAD', 'ODD;', 'SLOW', 'LEAK', 'fine', 'BAD;;', '// BAD', '', '\t', 'é', '"ODD BAD"');
const text = fc
  .tuple(fc.constantFrom('', '\uFEFF'), fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n', '\r', ''))))
  .map(([mark, lines]) => mark + lines.flat().join(''));
const content = fc.oneof({ weight: 5, arbitrary: text }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 9 }) });
const trees = fc.dictionary(
  fc.constantFrom('a.ts', 'b.js', 'c d/é.tsx', 'c d/e/f.mts', 'auth/g.ts', 'h.json', 'i.md', 'node_modules/j.ts'),
  content,
);
const ports: CyclePorts = {
  ...openPorts,
  whyProtected: (path) => (path.startsWith('auth/') ? 'It is.' : undefined),
};
const request = (root: string, mode: 'plan' | 'run', signal = AbortSignal.timeout(60_000)) => ({
  ...{ mode, root, recipes, runId: 'run_1', signal, limits: { maxVerifications: 100, batchFiles: 2 } },
});

test(
  'on random trees: a plan changes no byte, a second run has nothing to do, undoing is exact, and so are both patches',
  {
    timeout: 120_000,
  },
  () =>
    fc.assert(
      fc.asyncProperty(trees, (tree) =>
        withFolder(tree, async (root) => {
          const before = stateOf(root);
          const plan = await runCycle(request(root, 'plan'), ports);
          expect(stateOf(root)).toEqual(before);
          const run = await runCycle(request(root, 'run'), ports);
          expect([run.status, run.patch]).toEqual([plan.status, plan.patch]);
          const changed = stateOf(root);
          expect(await runCycle(request(root, 'run'), ports)).toMatchObject({ changes: [], patch: '', applied: [] });
          expect(stateOf(root)).toEqual(changed);
          const writing = { root, signal: AbortSignal.timeout(60_000), whyProtected: ports.whyProtected };
          await undoCycle(run.changes, writing);
          expect(stateOf(root)).toEqual(before);
          if (run.patch !== '') {
            gitApply(root, run.patch);
            expect(stateOf(root)).toEqual(changed);
            gitApply(root, run.undoPatch);
          }
          expect(stateOf(root)).toEqual(before);
          expect(run.after.metrics.totalIssues).toBeLessThanOrEqual(run.before.metrics.totalIssues);
        }),
      ),
      { numRuns: 60, seed: 5 },
    ),
);

/** Is aborted when it is asked for the nth time whether it is. */
function abortedAt(moment: number): { signal: AbortSignal; hasCome: () => boolean } {
  const controller = new AbortController();
  const { signal } = controller;
  let asked = 0;
  Object.defineProperty(signal, 'throwIfAborted', {
    value: () => {
      asked += 1;
      if (asked === moment) controller.abort(new Error('Enough.'));
      if (signal.aborted) throw signal.reason;
    },
  });
  return { signal, hasCome: () => asked >= moment };
}

test(
  'a run that is cancelled, at whatever moment, leaves the tree as it was and nothing behind',
  { timeout: 60_000 },
  () =>
    withFolder({ 'a.ts': 'BAD;\r\n', 'b.ts': 'ODD;', 'c/d.ts': '\uFEFFBAD;;', 'e.ts': 'SLOW' }, async (root) => {
      const before = stateOf(root);
      let cancelled = 0;
      for (let moment = 1; ; moment += 1) {
        const { signal, hasCome } = abortedAt(moment);
        let run: Promise<unknown> = Promise.resolve();
        const left = await leftBehindBy(() => {
          run = runCycle(request(root, 'run', signal), ports);
          return run.catch(() => undefined);
        });
        expect([moment, left]).toEqual([moment, []]);
        if (await run.then(hasCome, () => true)) {
          await expect(run).rejects.toThrow('Enough.');
          expect([moment, stateOf(root)]).toEqual([moment, before]);
          cancelled += 1;
        } else break;
      }
      expect(cancelled).toBeGreaterThan(20);
      expect(stateOf(root)).not.toEqual(before);
    }),
);

/** Does its work but for the nth time. */
function failingAt<Arguments extends unknown[], Result>(nth: number, work: (...args: Arguments) => Result) {
  let calls = 0;
  return (...args: Arguments): Result => {
    calls += 1;
    if (calls === nth) throw new Error('It fails.');
    return work(...args);
  };
}

const failures: readonly ((nth: number) => Partial<CyclePorts>)[] = [
  (nth) => ({ observe: failingAt(nth, ports.observe) }),
  (nth) => ({ decide: failingAt(nth, ports.decide) }),
  (nth) => ({ act: failingAt(nth, ports.act) }),
  (nth) => ({ admit: failingAt(nth, ports.admit) }),
  (nth) => ({ checkGates: failingAt(nth, ports.checkGates) }),
  (nth) => ({ whyProtected: failingAt(nth, ports.whyProtected) }),
  (nth) => ({ now: failingAt(nth, ports.now) }),
];

test('whatever fails, at whatever call, leaves the tree as it was, or what the result says', { timeout: 60_000 }, () =>
  withFolder({ 'a.ts': 'BAD;', 'b.ts': 'ODD;', 'c.ts': 'SLOW' }, async (root) => {
    const before = stateOf(root);
    for (const failing of failures) {
      for (let nth = 1; nth <= 9; nth += 1) {
        const result = await runCycle(request(root, 'run'), { ...ports, ...failing(nth) }).catch(() => undefined);
        const changes = result?.changes ?? [];
        const writing = { root, signal: AbortSignal.timeout(60_000), whyProtected: ports.whyProtected };
        await undoCycle(changes, writing);
        expect(stateOf(root)).toEqual(before);
      }
    }
  }),
);
