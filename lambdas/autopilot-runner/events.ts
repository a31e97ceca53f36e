import * as z from 'zod';
import { defineEvent } from '../../shared/events.ts';

const Count = z.int().min(0);
const run = {
  runId: z.string(),
  projectId: z.string(),
  recipes: z.array(z.string()).describe('Ids of the recipes that acted, in their order.'),
};
const exampleRun = {
  runId: 'task_01jd9v7g0m3n5p7q9r1s2t4v6w',
  projectId: 'prj_01jd9pzv3b8c4d5e6f7g8h9j0k',
  recipes: ['remove-unused-imports', 'esm-hygiene'],
};

export const runCompleted = defineEvent({
  type: 'autopilot.run.completed.v1',
  audience: 'customers',
  description: 'A run has ended; its patch, and its attestation if it has one, can be read.',
  subject: 'runId',
  payload: z.object({
    ...run,
    files: Count.describe('How many were changed.'),
    changedLines: Count,
    issues: z.object({ before: Count, after: Count }),
  }),
  example: { ...exampleRun, files: 6, changedLines: 41, issues: { before: 60, after: 44 } },
});

export const runRolledBack = defineEvent({
  type: 'autopilot.run.rolled-back.v1',
  audience: 'customers',
  description: 'Verification refused what a run had changed; everything is exactly as it was before.',
  subject: 'runId',
  payload: z.object({ ...run, reasons: z.array(z.string()) }),
  example: { ...exampleRun, reasons: ['Type errors rose from 0 to 2.'] },
});
