import { type Analysis, countsOf, type DetectorRun, riskScoreOf } from '../../../engines/insight/analysis.ts';
import { type DetectorId, type Draft, detectorIds, finishIssues } from '../../../engines/insight/issue.ts';

export const draft = (more: Partial<Draft> = {}): Draft => ({
  ...{ file: 'src/a.ts', line: 3, severity: 'high', detector: 'security', ruleId: 'no-eval', category: 'injection' },
  ...{ message: 'eval runs `input`.', confidence: 90, codeSnippet: 'eval(input)' },
  ...more,
});

const repaired = new Set(['spread-in-reduce', 'sort-imports']);

const ok = (detector: DetectorId): DetectorRun => ({ detector, status: 'ok', issues: 0, durationMs: 7, failures: [] });

/** An analysis in which all detectors ran, and found this. */
export function analysisOf(drafts: readonly Partial<Draft>[], more: Partial<Analysis> = {}): Analysis {
  const issues = finishIssues(drafts.map(draft), () => undefined, repaired);
  const counts = countsOf(issues);
  return {
    version: 1,
    ...{ issues, counts, riskScore: riskScoreOf(counts), detectors: detectorIds.map(ok) },
    ...{ files: { analysed: 12, lines: 3_400 }, skipped: [], suppressed: 0 },
    ...more,
  };
}

/** As if this detector had said that it failed, there or altogether. */
export function withFailure(analysis: Analysis, detector: DetectorId, file?: string): Analysis {
  const failures = [{ ...(file !== undefined && { file }), reason: 'It took longer than 10 seconds.' }];
  const detectors = analysis.detectors.map((run) =>
    run.detector === detector ? { ...run, status: 'failed' as const, failures } : run,
  );
  return { ...analysis, detectors };
}
