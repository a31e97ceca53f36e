import { table } from '../report.ts';
import { type EngineFigures, together } from './figures.ts';
import type { Cost } from './measured-run.ts';

type Row = (string | number | undefined)[];

/** What `measureEngines` found, for a terminal. */
export function engineTables(figures: EngineFigures): string[] {
  const { withoutEslint } = figures;
  return [
    ...[tools(figures), detectors(figures), repairs(figures), phases(figures), judgements(figures), planted(figures)],
    ...(withoutEslint === undefined ? [] : [`\neslint was not measured: ${withoutEslint}`]),
  ];
}

function tools({ tools, files, lines }: EngineFigures): string {
  const tsc = tools.find(({ name }) => name.startsWith('tsc'));
  return table(
    `Insight beside other tools, on ${files} files with ${lines} lines of this repository`,
    ['tool', 'seconds', 's per 1,000 files', 'CPU s', 'peak MB', '× tsc', 'found'],
    [
      ...tools.map(({ name, cost, found }): Row => [name, ...costCells(cost, files), ratio(cost, tsc?.cost), found]),
      ['target for 600 files', 30, undefined, undefined, 1_500, undefined, undefined],
      ['promise', undefined, 30, undefined, 512, undefined, undefined],
    ],
  );
}

function costCells({ seconds, cpuSeconds, peakMb }: Cost, files: number): number[] {
  return [seconds, (seconds * 1_000) / files, cpuSeconds, Math.round(peakMb)];
}

const ratio = (cost: Cost, to: Cost | undefined) => (to ? cost.seconds / to.seconds : undefined);

function detectors(figures: EngineFigures): string {
  return table(
    'Detectors of Insight, side by side in one run',
    ['detector', 'ms', 'issues'],
    figures.detectors.toSorted((a, b) => b.durationMs - a.durationMs).map((d) => [d.detector, d.durationMs, d.issues]),
  );
}

function repairs({ repairs, plantedFiles, files }: EngineFigures): string {
  const last = repairs.at(-1);
  const base = last && together(last.steps.map(({ cost }) => cost));
  return table(
    `Repair of the same tree with problems planted in ${plantedFiles} files`,
    ['what', 'seconds', 's per 1,000 files', 'CPU s', 'peak MB', `× ${last?.name}`],
    [
      ...repairs.flatMap(({ name, steps }): Row[] => {
        const all = together(steps.map(({ cost }) => cost));
        const each = steps.length > 1 ? steps : [];
        return [
          ...each.map((step): Row => [`  ${step.name}`, ...costCells(step.cost, files), undefined]),
          [name, ...costCells(all, files), ratio(all, base)],
        ];
      }),
      ['promise for a cycle', 60, undefined, undefined, undefined, undefined],
    ],
  );
}

function phases({ cycle }: EngineFigures): string {
  const { timings, verifications, changedFiles, status } = cycle;
  return table(
    `The cycle of Autopilot: ${status}, ${changedFiles} files changed, verified ${verifications} times`,
    ['phase', 'ms'],
    Object.entries(timings).map(([phase, ms]) => [phase, Math.round(ms)]),
  );
}

function judgements(figures: EngineFigures): string {
  return table(
    'Problems of the planted tree, as each tool counts them',
    ['tree', 'Insight', 'eslint', 'tsc', 'planted'],
    figures.judgements.map(({ tree, insight, eslint, tsc, plantedLeft }) => [tree, insight, eslint, tsc, plantedLeft]),
  );
}

function planted(figures: EngineFigures): string {
  return table(
    'Planted problems',
    ['kind', 'planted', 'Insight found', 'Autopilot fixed', 'eslint found', 'eslint fixed'],
    figures.planted.map((kind) => [
      ...[kind.name, kind.planted, kind.insightFound, kind.autopilotFixed, kind.eslintFound, kind.eslintFixed],
    ]),
  );
}
