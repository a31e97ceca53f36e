import * as z from 'zod';
import { idPattern } from '../../../shared/id.ts';
import { isPermission, type Permission, permissions } from '../../../shared/permission.ts';

/** From most to least. */
export const roles = ['owner', 'admin', 'developer', 'viewer'] as const;

export const Role = z.enum(roles).meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

export const RoleId = z.string().regex(idPattern('role'), 'Not a role id');

/** What a member is: a built-in role, or the id of a custom one. */
export const MemberRole = z.union([Role, RoleId]).describe('A built-in role, or the id of a custom one.');
export type MemberRole = z.infer<typeof MemberRole>;

export function isBuiltIn(role: MemberRole): role is Role {
  return Role.safeParse(role).success;
}

const PermissionName = z.enum(permissions);

/** A role as clients see it, built-in or custom. */
export const RoleView = z
  .object({
    id: z.string(),
    name: z.string(),
    isBuiltIn: z.boolean(),
    permissions: z.array(z.string()),
    createdAt: z.iso.datetime().optional(),
    updatedAt: z.iso.datetime().optional(),
    version: z.number().int().optional().describe('Of a custom role: grows with each change; also its `ETag`.'),
  })
  .meta({ id: 'MemberRole' });
export type RoleView = z.infer<typeof RoleView>;

/** A role that an organization defined. A permission that we no longer know allows nothing. */
export const CustomRole = z.object({
  id: RoleId,
  name: z.string(),
  permissions: z.array(z.string()).transform((names) => names.filter(isPermission)),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  version: z.number().int(),
});
export type CustomRole = z.output<typeof CustomRole>;

const name = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .refine(
    (text) => !Role.safeParse(text.normalize('NFKC').toLowerCase()).success,
    'This is the name of a built-in role',
  );
const permissionList = z
  .array(PermissionName)
  .min(1)
  .max(permissions.length)
  .transform((names) => [...new Set(names)]);

export const NewRole = z.strictObject({ name, permissions: permissionList });
export type NewRole = z.output<typeof NewRole>;

export const RoleChange = z
  .strictObject({ name: name.optional(), permissions: permissionList.optional() })
  .refine((change) => Object.keys(change).length > 0, 'Name at least one field to change');
export type RoleChange = z.output<typeof RoleChange>;

/**
 * The permission matrix: what each permission allows, and the lowest role that has it. Code and documentation
 * (`docs/permissions.md`) both come from this table.
 */
export const permissionMatrix = {
  'organization:read': ['viewer', 'see the organization'],
  'organization:update': ['admin', 'rename the organization, demand a second factor of its members'],
  'organization:delete': ['owner', 'delete and restore the organization'],
  'members:read': ['viewer', 'see members, invitations and teams'],
  'members:write': ['admin', 'invite, remove and log out members, manage teams'],
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
  'webhooks:read': ['admin', 'see webhook endpoints and their deliveries, read the event feed'],
  'webhooks:write': ['admin', 'manage webhook endpoints, send deliveries again'],
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
