import * as z from 'zod';
import { defineEvent } from '../../shared/events.ts';

const Count = z.int().min(0);

export const analysisCompleted = defineEvent({
  type: 'insight.analysis.completed.v1',
  audience: 'customers',
  description: 'Code was analysed; the issues can be read.',
  subject: 'analysisId',
  payload: z.object({
    analysisId: z.string(),
    projectId: z.string(),
    counts: z.object({ critical: Count, high: Count, medium: Count, low: Count, info: Count }),
    riskScore: z.int().min(0).max(100),
    changes: z
      .object({ new: Count, resolved: Count, unchanged: Count })
      .optional()
      .describe('Against the baseline; missing without one.'),
  }),
  example: {
    analysisId: 'task_01jd9t5e8k2m4n6p8q0r1s3t5v',
    projectId: 'prj_01jd9pzv3b8c4d5e6f7g8h9j0k',
    counts: { critical: 0, high: 3, medium: 12, low: 40, info: 5 },
    riskScore: 38,
    changes: { new: 2, resolved: 7, unchanged: 53 },
  },
});
