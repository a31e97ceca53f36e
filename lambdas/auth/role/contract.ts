import * as z from 'zod';
import { route } from '../../../shared/route.ts';
import { MemberRole, NewRole, RoleChange, RoleId, RoleView } from './role.ts';

const params = z.strictObject({ id: RoleId });

export const roleContract = {
  listRoles: route({
    method: 'GET',
    path: '/v1/roles',
    summary: 'List roles: the built-in ones, then the custom ones',
    access: 'roles:read',
    reply: { status: 200, description: 'All of them.', body: z.object({ items: z.array(RoleView) }) },
  }),
  createRole: route({
    method: 'POST',
    path: '/v1/roles',
    summary: 'Define a custom role',
    description: 'At most 20. It cannot have what only an owner may do, nor more than its maker has.',
    access: 'roles:write',
    body: NewRole,
    reply: { status: 201, description: 'The role.', body: RoleView },
    errors: ['conflict'],
    isIdempotent: true,
  }),
  getRole: route({
    method: 'GET',
    path: '/v1/roles/{id}',
    summary: 'Read a role',
    access: 'roles:read',
    params: z.strictObject({ id: MemberRole }),
    reply: { status: 200, description: 'The role.', body: RoleView },
    errors: ['not_found'],
  }),
  updateRole: route({
    method: 'PATCH',
    path: '/v1/roles/{id}',
    summary: 'Change a custom role',
    description: 'Counts for everybody who has the role, within 30 seconds.',
    access: 'roles:write',
    params,
    body: RoleChange,
    reply: { status: 200, description: 'The role after the change.', body: RoleView },
    errors: ['not_found', 'precondition_failed'],
  }),
  deleteRole: route({
    method: 'DELETE',
    path: '/v1/roles/{id}',
    summary: 'Delete a custom role that nobody has',
    access: 'roles:write',
    params,
    reply: { status: 204, description: 'Done.' },
    errors: ['not_found', 'conflict'],
  }),
} as const;
