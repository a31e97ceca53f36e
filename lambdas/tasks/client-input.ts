import type * as z from 'zod';
import { BaselineChoice } from '../../shared/task/type/insight-analysis.ts';
import { type TaskType, taskTypes } from '../../shared/task/type.ts';

/** What a client sends for a task of each type: the input of the task without what its product adds. */
export const clientInputs = {
  'guardian.test': taskTypes['guardian.test'].input.omit({ testId: true }),
  'guardian.batch': taskTypes['guardian.batch'].input,
  'insight.analysis': taskTypes['insight.analysis'].input
    .omit({ analysisId: true, content: true, baselineId: true })
    .extend({ baseline: BaselineChoice }),
  'autopilot.run': taskTypes['autopilot.run'].input.omit({ runId: true, content: true }),
} as const satisfies Record<TaskType, z.ZodType>;
