import type { Access } from '../service.ts';
import { type Context, holds } from './condition.ts';
import type { Statement } from './policy-document.ts';
import { matchesArn, matchesWildcard } from './wildcard.ts';

/** Names of actions are not case-sensitive; resources are. */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesWildcard(pattern, action, true);
}

export function covers(statement: Statement, access: Access, context: Context): boolean {
  const action = statement.actions.values.some((pattern) => matchesAction(pattern, access.action));
  if (action === statement.actions.not) return false;
  const resource = statement.resources.values.some((pattern) => matchesArn(pattern, access.resource));
  if (resource === statement.resources.not) return false;
  return statement.conditions.every((condition) => holds(condition, context));
}

/** Every `action × resource` pair that an Allow statement hands out, in the policy's own words. */
export function grantsOf(statement: Statement): { action: string; resource: string }[] {
  if (statement.effect === 'Deny') return [];
  const actions = statement.actions.not ? [`not (${statement.actions.values.join(', ')})`] : statement.actions.values;
  const resources = statement.resources.not
    ? [`not (${statement.resources.values.join(', ')})`]
    : statement.resources.values;
  return actions.flatMap((action) => resources.map((resource) => ({ action, resource })));
}

/** Whether this pair of the statement is what let the access through. */
export function grantMatches(
  statement: Statement,
  grant: { action: string; resource: string },
  access: Access,
): boolean {
  return (
    (statement.actions.not || matchesAction(grant.action, access.action)) &&
    (statement.resources.not || matchesArn(grant.resource, access.resource))
  );
}
