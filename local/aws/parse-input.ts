import type { z } from 'zod';
import { AwsError } from './service.ts';

/**
 * Parses the members of a request. Schemas are strict objects, so that a member which AWS has and the local runtime
 * does not is refused by name instead of ignored.
 */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown, code = 'ValidationException'): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(describe);
  const count = `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected`;
  throw new AwsError(code, `${count}: ${problems.join('; ')}`);
}

function describe(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') {
    return `Value at '${path}' failed to satisfy constraint: ${issue.message}`;
  }
  const names = issue.keys.map((key) => `'${[path, key].filter(Boolean).join('.')}'`);
  return `The local runtime does not support the parameter ${names.join(', ')}`;
}
