import * as z from 'zod';
import { DetectorId, Issue, Severity, severities } from './issue.ts';

const Count = z.int().min(0);

export const DetectorRun = z.object({
  detector: DetectorId,
  status: z
    .enum(['ok', 'failed'])
    .describe('A detector that failed somewhere says where; what it found elsewhere counts.'),
  issues: Count,
  durationMs: Count,
  failures: z.array(z.object({ file: z.string().optional(), reason: z.string() })),
});
export type DetectorRun = z.infer<typeof DetectorRun>;

/** What Insight says of one tree of files. */
export const Analysis = z.object({
  version: z.literal(1),
  issues: z.array(Issue),
  counts: z.record(Severity, Count),
  riskScore: z.int().min(0).max(100),
  detectors: z.array(DetectorRun),
  files: z.object({ analysed: Count, lines: Count }),
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
  suppressed: Count.describe('Issues that comments in the code ask not to be told of.'),
  suppressions: z
    .array(z.object({ issue: Issue, reason: z.string().optional() }))
    .optional()
    .describe('Those issues, where they are kept.'),
});
export type Analysis = z.infer<typeof Analysis>;

const weights = { critical: 10, high: 5, medium: 2, low: 1, info: 0.5 } as const;

export type Counts = Record<Severity, number>;

export function countsOf(issues: readonly Pick<Issue, 'severity'>[]): Counts {
  const counts: Counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const { severity } of issues) counts[severity] += 1;
  return counts;
}

/** 0 (nothing) to 100: `round(min(100, 20 * log10(1 + weights)))`, so that the first problems count most. Five critical ones are 34. */
export function riskScoreOf(counts: Counts): number {
  const weight = severities.reduce((sum, severity) => sum + counts[severity] * weights[severity], 0);
  return Math.round(Math.min(100, 20 * Math.log10(1 + weight)));
}
