import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { type EngineFigures, medianOf, together } from '../../bench/engines/figures.ts';
import { measureRun } from '../../bench/engines/measured-run.ts';
import { foundOf, leftOf, plant, plantedKinds } from '../../bench/engines/planted.ts';
import { ProcessTree } from '../../bench/engines/process-tree.ts';
import { isCode, sourceTree } from '../../bench/engines/source-tree.ts';
import { engineTables } from '../../bench/engines/tables.ts';
import { analyze } from '../../engines/insight/analyze.ts';
import { insight } from '../../engines/insight/engine.ts';
import { openWorkspace } from '../../engines/insight/source/open-workspace.ts';
import { readModule } from '../architecture/module.ts';
import { withFolder } from '../engines/insight/kit.ts';

describe('the tree', () => {
  const tree = sourceTree(60);

  test('has as many files as were asked for, and all that they import of this repository', () => {
    const code = [...tree].filter(([path]) => isCode(path));
    expect(code).toHaveLength(60);
    const imported = code.flatMap(([path, text]) => readModule(path, text).imports.map(({ target }) => target));
    const ours = imported.filter((target) => target?.includes('.ts'));
    expect(ours.length).toBeGreaterThan(60);
    expect(ours.filter((target) => target === undefined || !tree.has(target))).toEqual([]);
  });

  test('is the same each time', () => {
    expect([...sourceTree(60)]).toEqual([...tree]);
  });
});

describe('planted problems', () => {
  const clean = new Map([1, 2, 3, 4].map((n) => [`src/file-${n}.ts`, `export const n${n} = ${n};\n`]));
  const planted = plant(clean, { among: [...clean.keys()], count: 2 });

  test('are in as many files as were asked for, spread over them, the same each time', () => {
    const changed = [...planted].filter(([path, text]) => text !== clean.get(path)).map(([path]) => path);
    expect(changed).toEqual(['src/file-1.ts', 'src/file-3.ts']);
    expect(plant(clean, { among: [...clean.keys()], count: 2 })).toEqual(planted);
  });

  test('are there, each one, and not in the tree before', () => {
    expect(plantedKinds.map((kind) => leftOf(kind, planted))).toEqual(plantedKinds.map(() => 2));
    expect(plantedKinds.map((kind) => leftOf(kind, clean))).toEqual(plantedKinds.map(() => 0));
  });

  test('are all found by Insight, at their places', async () => {
    const { issues } = await withFolder(Object.fromEntries(planted), async (root) =>
      analyze(insight, await openWorkspace(root), { signal: AbortSignal.timeout(20_000), detectors: ['lint'] }),
    );
    const places = issues.map(({ file, line, ruleId }) => ({ file, line, rule: ruleId }));
    const found = plantedKinds.map((kind) => [kind.name, foundOf(kind, kind.insight, places, planted)]);
    expect(found).toEqual(plantedKinds.map(({ name }) => [name, 2]));
    const elsewhere = places.map((place) => ({ ...place, line: 1 }));
    expect(plantedKinds.map((kind) => foundOf(kind, kind.insight, elsewhere, planted))).toEqual(
      plantedKinds.map(() => 0),
    );
  });
});

describe('figures', () => {
  const quick = { seconds: 2, cpuSeconds: 3, peakMb: 400 };
  const slow = { seconds: 6, cpuSeconds: 5, peakMb: 300 };

  test('of steps one after the other add up, but for memory', () => {
    expect(together([quick, slow])).toEqual({ seconds: 8, cpuSeconds: 8, peakMb: 400 });
  });

  test('of rounds are medians, each by itself', () => {
    expect(medianOf([slow, quick, { seconds: 3, cpuSeconds: 9, peakMb: 350 }])).toEqual({
      ...{ seconds: 3, cpuSeconds: 5, peakMb: 350 },
    });
  });

  const figures: EngineFigures = {
    ...{ files: 500, lines: 9_000, plantedFiles: 50, detectors: [], judgements: [], planted: [] },
    tools: [
      { name: 'Insight', cost: slow, found: 7 },
      { name: 'tsc', cost: quick, found: 0 },
    ],
    cycle: { status: 'completed', timings: {}, verifications: 1, changedFiles: 50, recipes: [], dropped: [] },
    repairs: [
      { name: 'Autopilot', steps: [{ name: 'one cycle', cost: slow }] },
      {
        name: 'both',
        steps: [
          { name: 'fix', cost: quick },
          { name: 'check', cost: quick },
        ],
      },
    ],
    withoutEslint: undefined,
  };
  const rowsOf = (given: EngineFigures) => engineTables(given).map((each) => each.replaceAll(/ {2,}/g, ' | '));

  test('become seconds per 1,000 files and ratios to tsc', () => {
    expect(rowsOf(figures)[0]).toContain('Insight | 6 | 12 | 5 | 300 | 3 | 7');
  });

  test('of a repair are compared with those of the other, whole', () => {
    const [, , repairs = ''] = rowsOf(figures);
    expect(repairs).toContain('Autopilot | 6 | 12 | 5 | 300 | 1.50');
    expect(repairs).toContain('both | 4 | 8 | 6 | 400 | 1');
  });

  test('say why eslint is not among them', () => {
    expect(rowsOf({ ...figures, withoutEslint: 'no network' }).at(-1)).toContain('not measured: no network');
  });
});

describe.runIf(process.platform === 'linux')('a process that is looked at', () => {
  test('counts with those that it started', async () => {
    const child = spawn(process.execPath, ['-e', "process.stdin.resume(); console.log('ready')"]);
    await once(child.stdout, 'data');
    const [whole, alone] = [new ProcessTree(process.pid), new ProcessTree(child.pid ?? 0)];
    const ownMb = process.memoryUsage.rss() / 1_024 ** 2;
    alone.sample();
    whole.sample();
    expect(alone.peakMb).toBeGreaterThan(10);
    // The kernel counts pages of each processor, and adds them up a little later.
    expect(whole.peakMb).toBeGreaterThanOrEqual(alone.peakMb + ownMb - 5);
    expect(whole.cpuSeconds).toBeGreaterThan(0);
    child.stdin.end();
    await once(child, 'exit');
  });

  test('is an error with what it said when it ends as it must not', async () => {
    const args = ['-e', "console.error('no such rule'); process.exitCode = 2"];
    const run = measureRun({ command: process.execPath, args, cwd: '.', goodExits: [0, 1] });
    await expect(run).rejects.toThrow(/ended with 2: no such rule/);
  });
});
