import * as z from 'zod';
import { type Permission, permissions } from '../../../shared/permission.ts';

/** From most to least. */
const roles = ['owner', 'admin', 'developer', 'viewer'] as const;

export const Role = z.enum(roles).meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

/**
 * The permission matrix: what each permission allows, and the lowest role that has it. Code and documentation
 * (`docs/permissions.md`) both come from this table.
 */
export const permissionMatrix = {
  'organization:read': ['viewer', 'see the organization'],
  'organization:update': ['admin', 'rename the organization'],
  'organization:delete': ['owner', 'delete and restore the organization'],
  'members:read': ['viewer', 'see members, invitations and teams'],
  'members:write': ['admin', 'invite and remove members, manage teams'],
  'roles:read': ['viewer', 'see custom roles'],
  'roles:write': ['owner', 'change roles, define custom roles, transfer ownership'],
  'projects:read': ['viewer', 'see projects that are open to one’s teams'],
  'projects:read-all': ['admin', 'see projects whatever team they are closed to'],
  'projects:write': ['developer', 'create and update projects'],
  'projects:delete': ['admin', 'delete projects, and say which teams may see them'],
  'keys:read': ['viewer', 'see API keys, service accounts and trust rules, without secrets'],
  'keys:create': ['admin', 'create and rotate API keys, service accounts and trust rules'],
  'keys:delete': ['owner', 'revoke API keys, service accounts and trust rules'],
  'audit:read': ['admin', 'read and export the audit log'],
  'tasks:read': ['viewer', 'see tasks and schedules'],
  'tasks:write': ['developer', 'cancel and retry tasks, manage schedules'],
  'insight:read': ['viewer', 'see analyses'],
  'insight:write': ['developer', 'run analyses'],
  'autopilot:read': ['viewer', 'see fixes'],
  'autopilot:write': ['developer', 'run fixes'],
  'guardian:read': ['viewer', 'see website tests'],
  'guardian:write': ['developer', 'run website tests'],
  'telemetry:write': ['developer', 'send telemetry'],
  'intelligence:read': ['viewer', 'see analytics and predictions'],
  'marketplace:read': ['viewer', 'see and install extensions'],
  'marketplace:publish': ['admin', 'publish extensions'],
  'billing:read': ['admin', 'see plan, usage and invoices'],
  'billing:write': ['owner', 'change plan and payment'],
  'webhooks:write': ['admin', 'manage webhooks'],
} as const satisfies Record<Permission, readonly [lowest: Role, allows: string]>;

/** Each role has all that the one below it has. */
export const permissionsOfRole: Readonly<Record<Role, readonly Permission[]>> = {
  owner: permissions,
  admin: atLeast('admin'),
  developer: atLeast('developer'),
  viewer: atLeast('viewer'),
};

function atLeast(role: Role): Permission[] {
  return permissions.filter((permission) => roles.indexOf(role) <= roles.indexOf(permissionMatrix[permission][0]));
}
