import { describe, expect, test } from 'vitest';
import type { AutopilotRequest } from '../../../engines/autopilot/autopilot.ts';
import { autopilot } from '../../../engines/autopilot/engine.ts';
import { GatesFileError } from '../../../engines/autopilot/gates/gates-file.ts';
import { builtInRecipes } from '../../../engines/autopilot/recipes/index.ts';
import { priorOf } from '../../../engines/autopilot/trust/prior.ts';
import { trustOf } from '../../../engines/autopilot/trust/trust.ts';
import { newTrustState } from '../../../engines/autopilot/trust/trust-state.ts';
import { leftBehindBy } from '../left-behind.ts';
import { inTree, textIn } from './cycle/cycle-kit.ts';

const now = new Date('2026-11-23T00:00:00Z');
const candidates = builtInRecipes
  .filter(({ id }) => id === 'remove-debugger' || id === 'no-var')
  .map((recipe) => ({
    recipe,
    trust: trustOf(newTrustState(recipe.id), priorOf({ declared: recipe.trust, isBuiltIn: true }, now), now),
  }));

const requestOn = (root: string, change: Partial<AutopilotRequest> = {}): AutopilotRequest => ({
  ...{ runId: 'run', mode: 'run', root, candidates, approval: { isAutomatic: true, recipes: [] } },
  ...{ signal: new AbortController().signal, progress: () => undefined },
  ...change,
});

const bad = 'export function total(a) {\n  debugger;\n  return a;\n}\n';
const good = 'export function total(a) {\n  return a;\n}\n';

describe('a cycle in a thread of its own', () => {
  test('repairs, and tells how far it is', () =>
    inTree({ 'a.js': bad }, async (root) => {
      const told: number[] = [];
      const { cycle } = await autopilot(requestOn(root, { progress: (percent) => told.push(percent) }));
      expect(cycle.status).toBe('completed');
      expect(textIn(root, 'a.js')).toBe(good);
      expect(told.length).toBeGreaterThan(2);
      expect(told).toEqual(told.toSorted((a, b) => a - b));
    }));

  test('lives through code of a depth that nobody writes', () => {
    // Each is enough to end a process that parses it with the stack of its main thread.
    const deep = {
      'sum.js': `x = 1${'+1'.repeat(200_000)};\n`,
      'calls.js': `x${'.a()'.repeat(100_000)};\n`,
      'else.js': `if (a) {}${' else if (a) {}'.repeat(40_000)}\n`,
    };
    return inTree({ ...deep, 'a.js': bad, 'b.js': "import './sum.js';\nimport './a.js';\n" }, async (root) => {
      const { cycle } = await autopilot(requestOn(root));
      expect(cycle.status).toBe('completed');
      expect(textIn(root, 'a.js')).toBe(good);
      for (const [path, text] of Object.entries(deep)) expect(textIn(root, path)).toBe(text);
    });
  });

  test('a gates file that nobody can read is told as what it is, and nothing is changed', () =>
    inTree({ 'a.js': bad, '.odavl/gates.yml': 'gates: {maxRisk: 1}\n' }, async (root) => {
      await expect(autopilot(requestOn(root))).rejects.toThrow(GatesFileError);
      expect(textIn(root, 'a.js')).toBe(bad);
    }));

  test('a tree that is not there is an error', async () => {
    await expect(autopilot(requestOn('/nowhere/at/all'))).rejects.toThrow('ENOENT');
  });

  test('one that is cancelled ends with the reason, and leaves nothing behind', () =>
    inTree({ 'a.js': bad }, async (root) => {
      const ending = new AbortController();
      const progress = () => ending.abort(new Error('Cancelled by its owner.'));
      const run = () => autopilot(requestOn(root, { signal: ending.signal, progress }));
      expect(await leftBehindBy(() => expect(run()).rejects.toThrow('its owner'))).toEqual([]);
      expect(textIn(root, 'a.js')).toBe(bad);
    }));

  test('one that was cancelled before is not begun', () =>
    inTree({ 'a.js': bad }, async (root) => {
      const signal = AbortSignal.abort(new Error('Too late.'));
      await expect(autopilot(requestOn(root, { signal }))).rejects.toThrow('Too late.');
    }));
});
