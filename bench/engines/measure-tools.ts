import type { AnalysisReport } from './child-reports.ts';
import { runEslint } from './eslint.ts';
import { medianOf, type ToolFigures } from './figures.ts';
import { runInsight } from './insight.ts';
import type { Cost } from './measured-run.ts';
import { runTsc } from './tsc.ts';

const rounds = 3;

export interface ToolsMeasured {
  readonly tools: readonly ToolFigures[];
  /** Of the first round. */
  readonly report: AnalysisReport;
}

interface ToolRun {
  readonly cost: Cost;
  readonly found: number;
}

/** Over the same tree in turn, so that the drift of a machine hits all. */
export async function measureTools(
  root: string,
  { withEslint }: { readonly withEslint: boolean },
): Promise<ToolsMeasured> {
  const first = await runInsight(root);
  const { report } = first;
  const insight: ToolRun[] = [{ cost: first.cost, found: report.issues.length }];
  const [eslint, tsc, typed]: [ToolRun[], ToolRun[], ToolRun[]] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    if (round > 0) insight.push({ cost: (await runInsight(root)).cost, found: report.issues.length });
    if (withEslint) eslint.push(await lint(root, 'eslint.config.js'));
    const { cost, errors } = await runTsc(root);
    tsc.push({ cost, found: errors });
  }
  if (withEslint) typed.push(await lint(root, 'typed.config.js'));
  const tools = [
    ...figuresOf('Insight, all detectors', insight),
    ...figuresOf('eslint, recommended', eslint),
    ...figuresOf('eslint, type-aware (one round)', typed),
    ...figuresOf('tsc --noEmit', tsc),
  ];
  return { tools, report };
}

async function lint(root: string, config: string): Promise<ToolRun> {
  const { cost, problems } = await runEslint(root, { config });
  return { cost, found: problems.length };
}

/** None of a tool that was not to be had. */
function figuresOf(name: string, runs: readonly ToolRun[]): ToolFigures[] {
  return runs.slice(0, 1).map(({ found }) => ({ name, cost: medianOf(runs.map(({ cost }) => cost)), found }));
}
