import * as z from 'zod';
import { type Permission, permissions } from '../../../shared/permission.ts';
import { permissionsOfRole } from '../role/role.ts';

const tasks = { read: ['tasks:read'], write: ['tasks:read', 'tasks:write'] } as const;

/** What each API-key scope grants. A write scope includes the read scope; products include the tasks that they make. */
const permissionsOfScope = {
  'insight:read': ['insight:read', ...tasks.read],
  'insight:write': ['insight:read', 'insight:write', ...tasks.write],
  'autopilot:read': ['autopilot:read', ...tasks.read],
  'autopilot:write': ['autopilot:read', 'autopilot:write', ...tasks.write],
  'guardian:read': ['guardian:read', ...tasks.read],
  'guardian:write': ['guardian:read', 'guardian:write', ...tasks.write],
  'telemetry:write': ['telemetry:write'],
  'intelligence:read': ['intelligence:read'],
  'marketplace:read': ['marketplace:read'],
  'marketplace:publish': ['marketplace:read', 'marketplace:publish'],
  'projects:read': ['projects:read'],
  'projects:write': ['projects:read', 'projects:write'],
  'billing:read': ['billing:read'],
  'webhooks:write': ['webhooks:read', 'webhooks:write'],
  admin: permissionsOfRole.admin,
} as const satisfies Record<string, readonly Permission[]>;

export const Scope = z.enum(Object.keys(permissionsOfScope) as [keyof typeof permissionsOfScope]).meta({ id: 'Scope' });
export type Scope = z.infer<typeof Scope>;

export function permissionsOf(scopes: readonly Scope[]): Permission[] {
  return [...new Set<Permission>(scopes.flatMap((scope) => permissionsOfScope[scope]))];
}

/** Of the `scope` of an access token: `full` is our own log-in, which cuts nothing off a role. */
export function permissionsOfScopes(scope: string): ReadonlySet<Permission> {
  const words = scope.split(' ');
  if (words.includes('full')) return new Set(permissions);
  return new Set(permissionsOf(words.filter(isScope)));
}

function isScope(word: string): word is Scope {
  return Object.hasOwn(permissionsOfScope, word);
}
