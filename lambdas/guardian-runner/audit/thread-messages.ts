import * as z from 'zod';
import { processModels } from '../browser/flags.ts';
import { Suite } from '../report/issue.ts';
import { GuardianReport, Thresholds } from '../report/report.ts';
import { budgetProfileNames } from './budget.ts';

/** What the thread of an audit is started with: an `AuditRequest` without its functions. */
export const AuditOrder = z.object({
  kind: z.literal('guardian-audit'),
  startedAt: z.number(),
  url: z.string(),
  suites: z.array(Suite),
  device: z.enum(['desktop', 'mobile']),
  thresholds: Thresholds.optional(),
  budget: z.enum(budgetProfileNames).optional(),
  limits: z.object({ navigationTimeoutMs: z.number(), totalTimeoutMs: z.number(), maxBytes: z.number() }).optional(),
  allowLoopback: z.boolean(),
  /** The one that has worked in an audit before. */
  processModel: z.enum(processModels).optional(),
});
export type AuditOrder = z.infer<typeof AuditOrder>;

/** What the thread says; its last word is an outcome, `aborted` or `broken`. */
export const AuditNews = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), percent: z.number(), message: z.string() }),
  z.object({
    kind: z.literal('outcome'),
    report: GuardianReport,
    artifacts: z.array(z.object({ name: z.string(), contentType: z.string(), body: z.instanceof(Uint8Array) })),
  }),
  z.object({ kind: z.literal('process-model'), proven: z.enum(processModels) }),
  z.object({ kind: z.literal('aborted') }),
  z.object({ kind: z.literal('broken'), message: z.string(), detail: z.string() }),
]);
export type AuditNews = z.infer<typeof AuditNews>;
