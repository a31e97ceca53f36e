import { resolve } from 'node:path';
import { AnalysisReport } from './child-reports.ts';
import { type Cost, measureRun } from './measured-run.ts';

export interface InsightRun {
  readonly cost: Cost;
  readonly report: AnalysisReport;
}

/** In a process of its own, with the start of Node and the import of the engine, as the others have theirs. */
export async function runInsight(root: string): Promise<InsightRun> {
  const args = [resolve('bench/engines/analyze-tree.ts'), root];
  const { stdout, ...cost } = await measureRun({ command: process.execPath, args, cwd: resolve('.') });
  return { cost, report: AnalysisReport.parse(JSON.parse(stdout)) };
}
