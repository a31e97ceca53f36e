import type * as z from 'zod';

/** Parses the environment of a function once, at init. A missing variable fails the init and names itself. */
export function parseEnv<Schema extends z.ZodType>(schema: Schema, environment = process.env): z.output<Schema> {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new Error(`The environment of this function is wrong: ${fields}`);
}
