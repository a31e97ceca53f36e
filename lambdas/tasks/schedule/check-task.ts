import * as z from 'zod';
import { type Context, requirePermission } from '../../../shared/context.ts';
import { AppError, type FieldError } from '../../../shared/errors.ts';
import { taskTypeOf } from '../../../shared/task/type.ts';
import { clientInputs } from '../client-input.ts';
import type { NewSchedule, StoredSchedule } from './schedule.ts';

const OfProject = z.object({ projectId: z.string() });
const Fields = z.record(z.string(), z.unknown());

/**
 * The task of a schedule as it is kept: its input in full, with the defaults of today, and with `projectId` where it names none.
 * @throws AppError `forbidden` without the product's write permission, or `validation_failed` by the fields of `body.task`
 */
export function checkTask(
  ctx: Context,
  task: NewSchedule['task'],
  projectId: string | undefined,
): StoredSchedule['task'] {
  requirePermission(ctx, `${taskTypeOf(task.type).product}:write`);
  const fields = Fields.safeParse(task.input ?? {});
  const parsed = clientInputs[task.type].safeParse(
    fields.success ? { ...(projectId && { projectId }), ...fields.data } : task.input,
  );
  if (!parsed.success) throw invalid(...parsed.error.issues.slice(0, 50).map(fieldError));
  return { type: task.type, input: parsed.data, ...(task.options && { options: task.options }) };
}

function fieldError({ path, message }: z.core.$ZodIssue): FieldError {
  return { path: ['body.task.input', ...path.map(String)].join('.'), message };
}

/**
 * Where the tasks of the schedule belong: `projectId`, or the project in the input; never two.
 * @throws AppError `validation_failed`
 */
export function projectOf(task: StoredSchedule['task'], projectId: string | undefined): string {
  const named = OfProject.safeParse(task.input).data?.projectId;
  if (projectId && named && projectId !== named) {
    throw invalid({ path: 'body.task.input.projectId', message: `Not the project of the schedule, ${projectId}` });
  }
  const chosen = projectId ?? named;
  if (!chosen) throw invalid({ path: 'body.projectId', message: 'Neither here nor in `task.input` is a project' });
  return chosen;
}

export function invalid(...errors: FieldError[]): AppError {
  const summary = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new AppError('validation_failed', summary.slice(0, 1_000), { errors });
}
