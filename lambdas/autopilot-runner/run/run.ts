import * as z from 'zod';
import { Feedback } from '../../../engines/autopilot/trust/outcome.ts';
import { ProjectId } from '../../../shared/project.ts';
import { TaskError, TaskId, TaskStatus } from '../../../shared/task/task.ts';
import { AutopilotRunOutput, RunBudget, RunMode, runSettings } from '../../../shared/task/type/autopilot-run.ts';
import { UploadContent, UploadId } from '../../../shared/upload.ts';

/** What a client asks for, apart from how it is queued. */
export const NewRun = z.strictObject({
  projectId: ProjectId,
  uploadId: UploadId,
  ...runSettings,
  undoOf: TaskId.optional().describe(
    'With mode `undo`: the run to take back. The upload is the tree as that run left it.',
  ),
});
export type NewRun = z.infer<typeof NewRun>;

/** What lists and tasks show of a run; the whole is in the bucket. */
export const Outcome = AutopilotRunOutput.omit({ runId: true });
export type Outcome = z.infer<typeof Outcome>;

export const GivenFeedback = z.object({ outcome: Feedback, at: z.iso.datetime(), recipes: z.array(z.string()) });
export type GivenFeedback = z.infer<typeof GivenFeedback>;

/** One run over one upload. Its id is the id of the task that runs it. */
export const Run = z
  .object({
    id: TaskId,
    projectId: z.string(),
    uploadId: UploadId,
    mode: RunMode,
    recipes: z.array(z.string()).optional(),
    budget: RunBudget.optional(),
    approve: z.boolean(),
    approvedRecipes: z.array(z.string()).optional(),
    undoOf: TaskId.optional(),
    status: TaskStatus.describe('Of the task. `succeeded` means that there is a result; `outcome.status` says which.'),
    createdAt: z.iso.datetime(),
    outcome: Outcome.optional(),
    feedback: GivenFeedback.optional(),
    error: TaskError.optional(),
  })
  .meta({ id: 'AutopilotRun' });
export type Run = z.infer<typeof Run>;

/** As the table holds it: the status is the task's alone, until there is an outcome. */
export const StoredRun = Run.omit({ status: true, error: true }).extend({
  content: UploadContent,
  /** Which result is that of the outcome. */
  resultSha256: z.string().optional(),
});
export type StoredRun = z.infer<typeof StoredRun>;
