import { z } from 'zod';

const listSchema = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

export const policySchema = z.object({
  Version: z.string().optional(),
  Statement: z
    .union([z.unknown(), z.array(z.unknown())])
    .transform((value) => [value].flat())
    .pipe(
      z.array(
        z.strictObject({
          Sid: z.string().optional(),
          Effect: z.enum(['Allow', 'Deny']),
          Action: listSchema,
          Resource: listSchema,
        }),
      ),
    ),
});
export type RoutePolicy = z.infer<typeof policySchema>;

/** Whether an authorizer's IAM policy allows `execute-api:Invoke` on a route; a Deny wins, silence denies. */
export function isInvokeAllowed(policy: RoutePolicy, arn: string): boolean {
  const effects = policy.Statement.filter(
    ({ Action, Resource }) =>
      Action.some((action) => matches(action.toLowerCase(), 'execute-api:invoke')) &&
      Resource.some((pattern) => matches(pattern, arn)),
  ).map((statement) => statement.Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
