import * as z from 'zod';
import { TaskId } from '../../../shared/task/task.ts';
import { filterFields } from './filter/filter.ts';

export const BulkFilter = z.strictObject({ ...filterFields, ids: z.array(TaskId).min(1).max(100).optional() });
export type BulkFilter = z.infer<typeof BulkFilter>;

export const BulkRequest = z.strictObject({
  filter: BulkFilter.refine((filter) => Object.values(filter).some((value) => value !== undefined), {
    error: 'Say at least one thing about the tasks',
  }),
  limit: z.int().min(1).max(100).default(100).describe('How many tasks to look at.'),
  cursor: z.string().max(1_024).optional().describe('`nextCursor` of the request before.'),
  dryRun: z.boolean().default(false).describe('Only say which tasks it would be, and change none.'),
});
export type BulkRequest = z.infer<typeof BulkRequest>;

export const BulkReply = z
  .object({
    changed: z.int().describe('With `dryRun`, how many it would be.'),
    ids: z.array(TaskId).describe('Of those that were changed.'),
    skipped: z
      .array(z.object({ id: TaskId, code: z.string(), detail: z.string() }))
      .describe('Those that were found and could not be changed, and why, as with one.'),
    stoppedBy: z
      .object({ code: z.string(), detail: z.string() })
      .optional()
      .describe('Why it ended before all were tried; the rest is untouched and comes with `nextCursor`.'),
    nextCursor: z.string().optional(),
  })
  .meta({ id: 'BulkTasksReply' });
export type BulkReply = z.infer<typeof BulkReply>;
