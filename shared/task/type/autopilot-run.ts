import * as z from 'zod';
import { ProjectId } from '../../project.ts';
import { UploadContent, UploadId } from '../../upload.ts';
import { TaskId } from '../task-id.ts';

const Count = z.int().min(0);

/** `observe` looks; `plan` shows what it would do; `run` repairs, verifies and signs; `undo` takes back an earlier run. */
export const RunMode = z.enum(['observe', 'plan', 'run', 'undo']);
export type RunMode = z.infer<typeof RunMode>;

/** How much one run may change. */
export const RunBudget = z.strictObject({
  maxFiles: z.int().min(1).max(50).optional(),
  maxLinesPerFile: z.int().min(10).max(200).optional(),
  maxTotalLines: z.int().min(10).max(10_000).optional(),
  maxRecipes: z.int().min(1).max(20).optional(),
});
export type RunBudget = z.infer<typeof RunBudget>;

export const runSettings = {
  mode: RunMode.default('run'),
  recipes: z.array(z.string().max(64)).min(1).max(100).optional().describe('Only these; default: all that there are.'),
  budget: RunBudget.optional(),
  approve: z
    .boolean()
    .default(false)
    .describe('Also recipes that a person should review: the patch is what you review.'),
  approvedRecipes: z
    .array(z.string().max(64))
    .max(100)
    .optional()
    .describe('Approved by name, for every kind of review.'),
};

export const AutopilotRunInput = z.strictObject({
  projectId: ProjectId,
  /** The run that this task makes: the id of the task itself. */
  runId: TaskId,
  uploadId: UploadId,
  /** Where the bytes of the upload are. */
  content: UploadContent,
  ...runSettings,
  /** Of mode `undo`. */
  undoOf: TaskId.optional(),
});
export type AutopilotRunInput = z.infer<typeof AutopilotRunInput>;

export const AutopilotRunOutput = z.object({
  runId: TaskId,
  mode: RunMode,
  status: z.enum(['completed', 'rolled-back', 'noop']),
  recipes: z.array(z.string()),
  files: Count,
  changedLines: Count,
  issues: z.object({ before: Count, after: Count }),
  reasons: z.array(z.string()),
  isAttested: z.boolean(),
  durationMs: Count,
  finishedAt: z.iso.datetime(),
});
export type AutopilotRunOutput = z.infer<typeof AutopilotRunOutput>;
