/**
 * What a credential may do. A route names exactly one; roles and API-key scopes are sets of them
 * (`lambdas/auth/role/role.ts`, `lambdas/auth/api-key/scope.ts`).
 */
export const permissions = [
  'organization:read',
  'organization:update',
  'organization:delete',
  'members:read',
  'members:write',
  'roles:read',
  'roles:write',
  'projects:read',
  'projects:read-all',
  'projects:write',
  'projects:delete',
  'keys:read',
  'keys:create',
  'keys:delete',
  'audit:read',
  'tasks:read',
  'tasks:write',
  'insight:read',
  'insight:write',
  'autopilot:read',
  'autopilot:write',
  'guardian:read',
  'guardian:write',
  'telemetry:write',
  'intelligence:read',
  'marketplace:read',
  'marketplace:publish',
  'billing:read',
  'billing:write',
  'webhooks:read',
  'webhooks:write',
] as const;

export type Permission = (typeof permissions)[number];

const known: ReadonlySet<string> = new Set(permissions);

export function isPermission(value: string): value is Permission {
  return known.has(value);
}
