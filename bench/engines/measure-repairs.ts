import { join, resolve } from 'node:path';
import { RepairReport } from './child-reports.ts';
import { runEslint } from './eslint.ts';
import type { EngineFigures, RepairFigures } from './figures.ts';
import { judge, judgementOf, plantedFigures } from './judge.ts';
import { type MeasuredRun, measureRun } from './measured-run.ts';
import { type Tree, writeTree } from './source-tree.ts';
import { runTsc } from './tsc.ts';

type Repairs = Pick<EngineFigures, 'cycle' | 'repairs' | 'judgements' | 'planted'>;

/** Autopilot, and `eslint --fix` with tsc after it, each on a copy of its own; then every tool looks at what each has made of it. */
export async function measureRepairs(
  tree: Tree,
  folder: string,
  { withEslint }: { readonly withEslint: boolean },
): Promise<Repairs> {
  const [planted, ours, theirs] = [join(folder, 'planted'), join(folder, 'autopilot'), join(folder, 'eslint')];
  for (const root of [planted, ours, theirs]) writeTree(tree, root);
  const { report, run } = await runCycle(ours);
  const fixed = withEslint ? await fixAndCheck(theirs) : undefined;
  const look = { paths: tree.keys().toArray(), withEslint };
  const before = await judge('as planted', planted, look);
  const autopilot = await judge('after Autopilot', ours, look);
  const eslint = fixed && (await judge('after eslint --fix', theirs, look));
  return {
    cycle: {
      ...{ status: report.status, timings: report.timings, verifications: report.verifications },
      ...{ changedFiles: report.changedFiles, recipes: report.recipes, dropped: report.dropped },
    },
    repairs: [{ name: 'Autopilot', steps: [{ name: 'one cycle', cost: run }] }, ...(fixed ? [fixed] : [])],
    judgements: [before, autopilot, ...(eslint ? [eslint] : [])].map(judgementOf),
    planted: plantedFigures(before, autopilot, eslint),
  };
}

async function runCycle(root: string): Promise<{ report: RepairReport; run: Omit<MeasuredRun, 'stdout'> }> {
  const args = [resolve('bench/engines/repair-tree.ts'), root];
  const { stdout, ...run } = await measureRun({ command: process.execPath, args, cwd: resolve('.') });
  return { report: RepairReport.parse(JSON.parse(stdout)), run };
}

async function fixAndCheck(root: string): Promise<RepairFigures> {
  const fix = await runEslint(root, { fix: true });
  const check = await runTsc(root);
  const steps = [
    { name: 'eslint --fix', cost: fix.cost },
    { name: 'tsc --noEmit', cost: check.cost },
  ];
  return { name: 'eslint --fix and tsc', steps };
}
