import * as z from 'zod';
import type { Context } from '../../shared/context.ts';
import { AppError } from '../../shared/errors.ts';
import { fromSubmission, type Submission } from '../../shared/task/submission.ts';
import type { StoredTask } from '../../shared/task/task.ts';
import { NewBatch } from './batch/batch.ts';
import { type SubmitBatchDeps, submitBatch } from './batch/submit-batch.ts';
import { type SubmitTestDeps, submitTest } from './test/submit-test.ts';
import { NewTest } from './test/test.ts';

/**
 * What a schedule or a batch asks for, as if a client had: with its record, in the project of the submission.
 * @throws AppError `validation_failed`, `not_found` for the project, `quota_exceeded`
 */
export async function acceptSubmission(call: {
  ctx: Context;
  deps: SubmitTestDeps & SubmitBatchDeps;
  input: Submission;
}): Promise<StoredTask> {
  const { ctx, deps, input: submission } = call;
  const { options, ...asked } = fromSubmission(submission);
  if (submission.type === 'guardian.batch') {
    return submitBatch({ ctx, deps, asked, input: { ...inputOf(NewBatch, submission), options } });
  }
  return submitTest({ ctx, deps, asked, input: { ...inputOf(NewTest, submission), options } });
}

const Fields = z.record(z.string(), z.unknown());

function inputOf<Schema extends z.ZodType>(schema: Schema, { input, projectId }: Submission): z.output<Schema> {
  const parsed = schema.safeParse({ ...Fields.safeParse(input).data, projectId });
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({ path: ['input', ...path].join('.'), message }));
  throw new AppError('validation_failed', errors.map(({ path, message }) => `${path}: ${message}`).join('; '), {
    errors,
  });
}
