import { createHash } from 'node:crypto';
import { encodeTime } from 'ulid';
import * as z from 'zod';

export const RunOutcome = z.enum(['submitted', 'skipped', 'missed']);
export type RunOutcome = z.infer<typeof RunOutcome>;

/** What became of one due time. */
export const Run = z
  .object({
    dueAt: z.iso.datetime(),
    startedAt: z.iso.datetime().describe('When it was decided.'),
    outcome: RunOutcome,
    cause: z.enum(['schedule', 'trigger']).describe('`trigger`: somebody asked for it.'),
    taskId: z.string().optional(),
    reason: z.string().optional().describe('Why there is no task.'),
  })
  .meta({ id: 'ScheduleRun' });
export type Run = z.infer<typeof Run>;

/**
 * The task id of a due time is always the same, so a submission may be sent again and again: a ULID of the due time, with a
 * hash of schedule and due time in the place of its random part.
 */
export function taskIdOf(scheduleId: string, dueAt: string): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  const bytes = createHash('sha256').update(`${scheduleId}\n${dueAt}`).digest().subarray(0, 16);
  const random = [...bytes].map((byte) => alphabet[byte % 32]).join('');
  return `task_${encodeTime(Date.parse(dueAt), 10).toLowerCase()}${random}`;
}
