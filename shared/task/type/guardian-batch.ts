import * as z from 'zod';
import { ProjectId } from '../../project.ts';
import { TaskId } from '../task-id.ts';
import { TestUrl, testSettings } from './guardian-test.ts';

export const maxBatchUrls = 20;

/** One test of each of these pages, as children of one task. */
export const GuardianBatchInput = z.strictObject({
  projectId: ProjectId,
  urls: z.array(TestUrl).min(1).max(maxBatchUrls),
  ...testSettings,
});
export type GuardianBatchInput = z.infer<typeof GuardianBatchInput>;

export const GuardianBatchOutput = z.object({
  /** In the order of the input. `pass` is there when the test came to a verdict, `error` when it did not run to its end. */
  tests: z.array(
    z.object({
      url: z.string(),
      testId: TaskId,
      status: z.string().describe('Of the task of the test.'),
      pass: z.boolean().optional(),
      error: z.object({ code: z.string(), detail: z.string() }).optional(),
    }),
  ),
  passed: z.int().min(0),
  failed: z.int().min(0).describe('Tests whose verdict is that the page fails.'),
  unfinished: z.int().min(0).describe('Tests that came to no verdict.'),
});
export type GuardianBatchOutput = z.infer<typeof GuardianBatchOutput>;
