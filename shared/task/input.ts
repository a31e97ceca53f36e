import type * as z from 'zod';
import { PermanentTaskError } from './end-attempt.ts';
import type { StoredTask } from './task.ts';
import type { TaskTypeDefinition } from './type.ts';

/**
 * The input as this worker knows it: migrated from version to version, then parsed. No attempt can mend one that it does
 * not understand.
 * @throws PermanentTaskError `invalid_input`
 */
export function readInput<Schema extends z.ZodType>(
  { inputVersion, migrations }: Pick<TaskTypeDefinition, 'inputVersion' | 'migrations'>,
  schema: Schema,
  task: Pick<StoredTask, 'type' | 'input' | 'inputVersion'>,
): z.output<Schema> {
  let { input } = task;
  for (let version = task.inputVersion; version < inputVersion; version += 1) {
    const migrate = migrations[version];
    if (!migrate) throw unknown(task, `there is no way from version ${version} to ${version + 1}`);
    input = migrate(input);
  }
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw unknown(task, 'it does not fit the schema');
}

function unknown(task: Pick<StoredTask, 'type' | 'inputVersion'>, why: string): PermanentTaskError {
  const detail = `The input (version ${task.inputVersion}) is not one of ${task.type}: ${why}.`;
  return new PermanentTaskError('invalid_input', detail, { isOurs: true });
}
