import * as z from 'zod';
import { ProjectId } from '../../../shared/project.ts';
import { TaskError, TaskId, TaskStatus } from '../../../shared/task/task.ts';
import { Suite, severities } from '../report/issue.ts';
import { Failure, type GuardianReport, Scores, Status, Thresholds } from '../report/report.ts';

export const defaultSuites = ['accessibility', 'performance', 'security', 'seo', 'best-practices', 'content'] as const;

/** What a client asks for; the same data is the input of the task. */
export const NewTest = z.strictObject({
  projectId: ProjectId,
  url: z.string().min(1).max(2_048),
  suites: z
    .array(Suite)
    .min(1)
    .max(Suite.options.length)
    .default([...defaultSuites]),
  device: z.enum(['desktop', 'mobile']).default('desktop'),
  thresholds: z.strictObject(Thresholds.shape).optional().describe('Least scores to pass.'),
});
export type NewTest = z.infer<typeof NewTest>;

/** The input schema of `guardian.test` tasks. */
export const inputVersion = 1;
export const TestInput = NewTest.extend({ testId: TaskId });

export const ReportFormat = z.enum(['json', 'html', 'sarif', 'junit']);
export type ReportFormat = z.infer<typeof ReportFormat>;

const counts = z.object(Object.fromEntries(severities.map((severity) => [severity, z.number().int()])));

/** What is left of a report in lists and task results; the whole is in the bucket. */
export const Outcome = z.object({
  status: Status,
  pass: z.boolean(),
  reasons: z.array(z.string()),
  scores: Scores,
  issueCounts: counts,
  failure: Failure.optional(),
  artifacts: z.array(z.string()),
  durationMs: z.number().int(),
  finishedAt: z.iso.datetime(),
});
export type Outcome = z.infer<typeof Outcome>;

/** One test of one page. Its id is the id of the task that runs it. */
export const GuardianTest = z
  .object({
    id: TaskId,
    projectId: z.string(),
    url: z.string(),
    suites: z.array(Suite),
    device: z.enum(['desktop', 'mobile']),
    thresholds: Thresholds.optional(),
    status: TaskStatus.describe('Of the task. `succeeded` means that there is a report, whatever it says.'),
    createdAt: z.iso.datetime(),
    outcome: Outcome.optional(),
    error: TaskError.optional(),
  })
  .meta({ id: 'GuardianTest' });
export type GuardianTest = z.infer<typeof GuardianTest>;

/** As the table holds it: the status is the task's alone, until there is an outcome. */
export const StoredTest = GuardianTest.omit({ status: true, error: true }).extend({
  /** Id of the event that announces the outcome, so that announcing it twice is harmless. */
  eventId: z.string().optional(),
});
export type StoredTest = z.infer<typeof StoredTest>;

export function outcomeOf(report: GuardianReport, finishedAt: string): Outcome {
  const { status, pass, reasons, scores, failure, durationMs } = report;
  const issueCounts = Object.fromEntries(
    severities.map((severity) => [severity, report.issues.filter((issue) => issue.severity === severity).length]),
  );
  const artifacts = report.artifacts.map(({ name }) => name);
  return { status, pass, reasons, scores, issueCounts, ...(failure && { failure }), artifacts, durationMs, finishedAt };
}
