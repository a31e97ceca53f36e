import { analyze } from '../../engines/insight/analyze.ts';
import { insight } from '../../engines/insight/engine.ts';
import { openWorkspace } from '../../engines/insight/source/open-workspace.ts';
import type { AnalysisReport } from './child-reports.ts';

/** A process of its own: Insight with all detectors over the folder of the only argument. Prints an `AnalysisReport`. */
const [root = ''] = process.argv.slice(2);
const startedAt = performance.now();
const workspace = await openWorkspace(root);
const readAt = performance.now();
const { detectors, files, issues } = await analyze(insight, workspace, { signal: AbortSignal.timeout(600_000) });
const endedAt = performance.now();

const failed = detectors.filter(({ status }) => status !== 'ok');
if (failed.length > 0) throw new Error(`Detectors failed: ${JSON.stringify(failed)}`);
const report: AnalysisReport = {
  ...{ files: files.analysed, lines: files.lines, readMs: readAt - startedAt, analyzeMs: endedAt - readAt },
  detectors: detectors.map(({ detector, durationMs, issues: found }) => ({ detector, durationMs, issues: found })),
  issues: issues.map(({ file, line, ruleId }) => ({ file, line, rule: ruleId })),
};
process.stdout.write(JSON.stringify(report));
