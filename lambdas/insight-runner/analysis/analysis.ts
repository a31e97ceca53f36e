import * as z from 'zod';
import { DetectorId } from '../../../engines/insight/issue.ts';
import { ProjectId } from '../../../shared/project.ts';
import { TaskError, TaskId, TaskStatus } from '../../../shared/task/task.ts';
import { BaselineChoice, InsightAnalysisOutput } from '../../../shared/task/type/insight-analysis.ts';
import { UploadContent, UploadId } from '../../../shared/upload.ts';

/** What a client asks for, apart from how it is queued. */
export const NewAnalysis = z.strictObject({
  projectId: ProjectId,
  uploadId: UploadId,
  detectors: z.array(DetectorId).min(1).max(DetectorId.options.length).optional().describe('Default: all.'),
  baseline: BaselineChoice,
});
export type NewAnalysis = z.infer<typeof NewAnalysis>;

/** What lists and tasks show of an analysis; the whole is in the bucket. */
export const Outcome = InsightAnalysisOutput.omit({ analysisId: true });
export type Outcome = z.infer<typeof Outcome>;

/** One analysis of one upload. Its id is the id of the task that runs it. */
export const Analysis = z
  .object({
    id: TaskId,
    projectId: z.string(),
    uploadId: UploadId,
    detectors: z.array(DetectorId).optional(),
    baselineId: TaskId.optional().describe('The analysis that it is compared with.'),
    status: TaskStatus.describe('Of the task. `succeeded` means that there is a report, whatever it says.'),
    createdAt: z.iso.datetime(),
    outcome: Outcome.optional(),
    error: TaskError.optional(),
  })
  .meta({ id: 'InsightAnalysis' });
export type Analysis = z.infer<typeof Analysis>;

/** As the table holds it: the status is the task's alone, until there is an outcome. */
export const StoredAnalysis = Analysis.omit({ status: true, error: true }).extend({
  content: UploadContent,
  /** Which report is that of the outcome. */
  reportSha256: z.string().optional(),
});
export type StoredAnalysis = z.infer<typeof StoredAnalysis>;

export const ReportFormat = z.enum(['json', 'html', 'sarif', 'markdown']);
export type ReportFormat = z.infer<typeof ReportFormat>;
