import * as z from 'zod';
import { type Permission, permissions } from '../../../shared/permission.ts';

export const Role = z.enum(['owner', 'admin', 'developer', 'viewer']).meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

const viewer = [
  'organization:read',
  'members:read',
  'projects:read',
  'keys:read',
  'tasks:read',
  'insight:read',
  'autopilot:read',
  'guardian:read',
  'intelligence:read',
  'marketplace:read',
] as const satisfies readonly Permission[];

const developer = [
  ...viewer,
  'projects:write',
  'tasks:write',
  'insight:write',
  'autopilot:write',
  'guardian:write',
  'telemetry:write',
] as const satisfies readonly Permission[];

const admin = [
  ...developer,
  'projects:delete',
  'organization:update',
  'members:write',
  'billing:read',
  'keys:create',
  'webhooks:write',
  'marketplace:publish',
] as const satisfies readonly Permission[];

/** The permission matrix. Each role has all that the one below it has. */
export const permissionsOfRole: Readonly<Record<Role, readonly Permission[]>> = {
  owner: permissions,
  admin,
  developer,
  viewer,
};
