import * as z from 'zod';
import { ProjectId } from '../../project.ts';
import { UploadContent, UploadId } from '../../upload.ts';
import { TaskId } from '../task-id.ts';
import { severities } from './guardian-test.ts';

const Count = z.int().min(0);

/** What a client may name. */
export const BaselineChoice = z
  .union([z.enum(['previous', 'none']), TaskId])
  .default('previous')
  .describe('What to compare with: the last analysis of the project that has ended, none, or one by its id.');

export const InsightAnalysisInput = z.strictObject({
  projectId: ProjectId,
  /** The analysis that this task makes: the id of the task itself. */
  analysisId: TaskId,
  uploadId: UploadId,
  /** Where the bytes of the upload are. */
  content: UploadContent,
  /** Names of Insight's detectors; all of them when it does not say. */
  detectors: z.array(z.string()).min(1).optional(),
  /** The analysis to compare with. */
  baselineId: TaskId.optional(),
});
export type InsightAnalysisInput = z.infer<typeof InsightAnalysisInput>;

export const IssueCounts = z.record(z.enum(severities), Count);

/** Against a baseline. */
export const IssueChanges = z.object({ new: Count, resolved: Count, unchanged: Count });

export const InsightAnalysisOutput = z.object({
  analysisId: TaskId,
  counts: IssueCounts,
  riskScore: z.int().min(0).max(100),
  changes: IssueChanges.optional(),
  files: z.object({ analysed: Count, lines: Count, skipped: Count }),
  detectors: z.array(
    z.object({ detector: z.string(), status: z.enum(['ok', 'failed']), issues: Count, durationMs: Count }),
  ),
  durationMs: Count,
  finishedAt: z.iso.datetime(),
});
export type InsightAnalysisOutput = z.infer<typeof InsightAnalysisOutput>;
