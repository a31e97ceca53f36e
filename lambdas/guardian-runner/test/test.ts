import * as z from 'zod';
import { ProjectId } from '../../../shared/project.ts';
import { TaskError, TaskId, TaskStatus } from '../../../shared/task/task.ts';
import { GuardianTestOutput, TestUrl, testSettings } from '../../../shared/task/type/guardian-test.ts';
import { Suite, severities } from '../report/issue.ts';
import { type GuardianReport, Thresholds } from '../report/report.ts';

/** What a client asks for, apart from how it is queued. With the id of the test it is the input of the task. */
export const NewTest = z.strictObject({ projectId: ProjectId, url: TestUrl, ...testSettings });
export type NewTest = z.infer<typeof NewTest>;

export const ReportFormat = z.enum(['json', 'html', 'sarif', 'junit']);
export type ReportFormat = z.infer<typeof ReportFormat>;

/** What is left of a report in lists and task results; the whole is in the bucket. */
export const Outcome = GuardianTestOutput.omit({ testId: true });
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
    batchId: TaskId.optional().describe('The batch that it is a part of.'),
    outcome: Outcome.optional(),
    error: TaskError.optional(),
  })
  .meta({ id: 'GuardianTest' });
export type GuardianTest = z.infer<typeof GuardianTest>;

/** As the table holds it: the status is the task's alone, until there is an outcome. */
export const StoredTest = GuardianTest.omit({ status: true, error: true }).extend({
  /** Which report is that of the outcome. */
  reportSha256: z.string().optional(),
});
export type StoredTest = z.infer<typeof StoredTest>;

const { issueCounts: IssueCounts } = Outcome.shape;

export function outcomeOf(report: GuardianReport, finishedAt: string): Outcome {
  const { status, pass, reasons, scores, failure, durationMs } = report;
  const countOf = (severity: string) => report.issues.filter((issue) => issue.severity === severity).length;
  const issueCounts = IssueCounts.parse(
    Object.fromEntries(severities.map((severity) => [severity, countOf(severity)])),
  );
  const artifacts = report.artifacts.map(({ name }) => name);
  return { status, pass, reasons, scores, issueCounts, ...(failure && { failure }), artifacts, durationMs, finishedAt };
}
