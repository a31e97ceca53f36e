import * as z from 'zod';
import { Scores, TestStatus } from '../../../shared/task/type/guardian-test.ts';
import { Issue, Suite } from './issue.ts';

export { Scores, TestStatus as Status };

const Milliseconds = z.number().nonnegative().nullable();

/** Times in ms, sizes in bytes as transferred; null where nothing was measured. */
export const Metrics = z.object({
  lcp: Milliseconds,
  cls: z.number().nonnegative().nullable(),
  tbt: Milliseconds,
  fcp: Milliseconds,
  si: Milliseconds,
  ttfb: Milliseconds,
  bytes: z.int().nonnegative().nullable(),
  jsBytes: z.int().nonnegative().nullable(),
  requests: z.int().nonnegative().nullable(),
});
export type Metrics = z.infer<typeof Metrics>;

export const BudgetState = z.enum(['within', 'over', 'warning', 'critical']);
export type BudgetState = z.infer<typeof BudgetState>;

export const Budget = z.object({
  metric: Metrics.keyof(),
  value: z.number(),
  limit: z.number().positive(),
  ratio: z.number().nonnegative(),
  state: BudgetState,
});
export type Budget = z.infer<typeof Budget>;

export const Failure = z.object({ code: z.string(), detail: z.string() });
export type Failure = z.infer<typeof Failure>;

/** Things worth knowing that are no defect by themselves: a refused subresource, a dismissed dialog, a slow load. */
export const Notice = z.object({ code: z.string(), detail: z.string() });
export type Notice = z.infer<typeof Notice>;

export const Artifact = z.object({
  name: z.string(),
  contentType: z.string(),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export const Thresholds = z.object({
  overall: z.number().min(0).max(100).optional(),
  accessibility: z.number().min(0).max(100).optional(),
  performance: z.number().min(0).max(100).optional(),
  security: z.number().min(0).max(100).optional(),
  seo: z.number().min(0).max(100).optional(),
  bestPractices: z.number().min(0).max(100).optional(),
});
export type Thresholds = z.infer<typeof Thresholds>;

/** The outcome of one test of one page: what the API returns, and what every rendering is made from. */
export const GuardianReport = z.object({
  version: z.literal(1),
  url: z.string(),
  finalUrl: z.string().optional(),
  title: z.string().optional(),
  timestamp: z.iso.datetime(),
  durationMs: z.int().nonnegative(),
  device: z.enum(['desktop', 'mobile']),
  suites: z.array(Suite),
  status: TestStatus,
  failure: Failure.optional(),
  pass: z.boolean(),
  /** Why `pass` is false, in sentences; empty when it is true. */
  reasons: z.array(z.string()),
  scores: Scores,
  thresholds: Thresholds,
  /** Suites that were asked for but could not be measured; any of them keeps the test from passing. */
  unmeasured: z.array(Suite),
  issues: z.array(Issue),
  needsReview: z.array(Issue),
  notices: z.array(Notice),
  metrics: Metrics,
  budgets: z.array(Budget),
  artifacts: z.array(Artifact),
  engine: z.object({ browser: z.string(), lighthouse: z.string().optional(), axe: z.string().optional() }),
});
export type GuardianReport = z.infer<typeof GuardianReport>;
