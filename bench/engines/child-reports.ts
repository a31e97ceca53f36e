import * as z from 'zod';

const Place = z.object({ file: z.string(), line: z.int(), rule: z.string() });

/** A problem, whoever found it. */
export type Place = z.output<typeof Place>;

/** What `analyze-tree.ts` prints. */
export const AnalysisReport = z.object({
  files: z.int(),
  lines: z.int(),
  readMs: z.number(),
  analyzeMs: z.number(),
  detectors: z.array(z.object({ detector: z.string(), durationMs: z.number(), issues: z.int() })),
  issues: z.array(Place),
});
export type AnalysisReport = z.output<typeof AnalysisReport>;

/** What `repair-tree.ts` prints. */
export const RepairReport = z.object({
  status: z.string(),
  timings: z.record(z.string(), z.number()),
  verifications: z.int(),
  changedFiles: z.int(),
  recipes: z.array(z.string()),
  dropped: z.array(z.string()),
  before: z.array(Place),
  after: z.array(Place),
});
export type RepairReport = z.output<typeof RepairReport>;
