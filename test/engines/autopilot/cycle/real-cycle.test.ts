import { expect, test } from 'vitest';
import { createAct } from '../../../../engines/autopilot/act/create-act.ts';
import { observeWith } from '../../../../engines/autopilot/cycle/observe.ts';
import type { CyclePorts } from '../../../../engines/autopilot/cycle/ports.ts';
import { runCycle } from '../../../../engines/autopilot/cycle/run-cycle.ts';
import { undoCycle } from '../../../../engines/autopilot/cycle/undo-cycle.ts';
import { builtInRecipes } from '../../../../engines/autopilot/recipes/index.ts';
import { insight } from '../../../../engines/insight/engine.ts';
import { oxlint } from '../../../../engines/insight/native/oxlint.ts';
import { withFolder } from '../../insight/kit.ts';
import { gitApply } from '../patch/git-apply.ts';
import { openPorts } from './small-world.ts';
import { stateOf } from './trees.ts';

const signal = AbortSignal.timeout(120_000);
const ports: CyclePorts = {
  ...openPorts,
  observe: observeWith(insight, { recipes: builtInRecipes }),
  act: createAct({ oxlint: oxlint() }),
};
const cycle = (root: string, mode: 'plan' | 'run') =>
  runCycle({ mode, root, recipes: builtInRecipes, runId: 'run_1', signal }, ports);

const tree = {
  'package.json': '{ "name": "shop", "type": "module" }\n',
  'src/total.ts': [
    "import { readFileSync } from 'fs';",
    'export function totalOf(prices: number[]) {',
    '  var sum = 0;',
    '  for (const price of prices) {',
    '    debugger;',
    '    sum += price;',
    '  }',
    '  return sum; // the end',
    '}',
    '',
  ].join('\r\n'),
  'src/broken.ts': 'export const = ;\n',
  'src/latin.ts': new Uint8Array([0x2f, 0x2f, 0xe9, 0x0a]),
};

test(
  'with the real detectors and recipes: the tree gets better, twice is once, and undoing is exact',
  {
    timeout: 120_000,
  },
  () =>
    withFolder(tree, async (root) => {
      const before = stateOf(root);
      const plan = await cycle(root, 'plan');
      expect(stateOf(root)).toEqual(before);
      const run = await cycle(root, 'run');
      expect([run.status, run.patch, run.before.failures]).toEqual(['completed', plan.patch, []]);
      expect(run.after.metrics.totalIssues).toBeLessThan(run.before.metrics.totalIssues);
      expect(run.applied.flatMap(({ resolved }) => resolved).length).toBeGreaterThan(0);
      expect(run.changes.map(({ path }) => path)).toEqual(['src/total.ts']);
      const changed = stateOf(root);
      expect(changed['src/total.ts']).not.toMatch(/debugger|var |[^\r]\n/);
      expect(changed['src/total.ts']).toContain('// the end\r\n');
      expect(await cycle(root, 'run')).toMatchObject({ status: 'noop', changes: [] });
      expect(stateOf(root)).toEqual(changed);
      await undoCycle(run.changes, { root, signal, whyProtected: ports.whyProtected });
      expect(stateOf(root)).toEqual(before);
      gitApply(root, run.patch);
      expect(stateOf(root)).toEqual(changed);
      gitApply(root, run.undoPatch);
      expect(stateOf(root)).toEqual(before);
    }),
);
