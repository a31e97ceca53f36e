import * as z from 'zod';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { MemberRole } from '../role/role.ts';
import { Tokens } from '../session/session.ts';
import { UserId } from '../user/user.ts';
import { Organization, OrganizationChange, OrganizationId, OrganizationName } from './organization.ts';

const OrganizationWithRole = Organization.extend({ role: MemberRole });
const params = z.strictObject({ id: OrganizationId });

export const organizationContract = {
  listOrganizations: route({
    method: 'GET',
    path: '/v1/organizations',
    summary: 'The organizations that one is a member of',
    access: 'organization:read',
    query: z.strictObject(pageQuery),
    reply: { status: 200, description: 'A page of them, with the role in each.', body: pageOf(OrganizationWithRole) },
    errors: ['invalid_cursor'],
  }),
  createOrganization: route({
    method: 'POST',
    path: '/v1/organizations',
    summary: 'Create an organization of one’s own',
    description: 'On the free plan, with the caller as its owner. Switch to it to work in it.',
    access: 'authenticated',
    body: z.strictObject({ name: OrganizationName }),
    reply: { status: 201, description: 'The organization.', body: Organization },
    errors: ['forbidden', 'conflict'],
    isIdempotent: true,
  }),
  getOrganization: route({
    method: 'GET',
    path: '/v1/organizations/{id}',
    summary: 'The organization of this credential',
    access: 'organization:read',
    params,
    reply: { status: 200, description: 'The organization.', body: Organization },
    errors: ['not_found'],
  }),
  updateOrganization: route({
    method: 'PATCH',
    path: '/v1/organizations/{id}',
    summary: 'Rename the organization, or demand a second factor of its members',
    description: 'With `If-Match`, only if it is still the version that you read.',
    access: 'organization:update',
    params,
    body: OrganizationChange,
    reply: { status: 200, description: 'The organization after the change.', body: Organization },
    errors: ['not_found', 'precondition_failed', 'conflict'],
  }),
  deleteOrganization: route({
    method: 'DELETE',
    path: '/v1/organizations/{id}',
    summary: 'Delete the organization, in 30 days',
    description:
      'Until `deletionScheduledFor` it works and can be restored; then it is erased with all that belongs to it.',
    access: 'organization:delete',
    params,
    reply: { status: 202, description: 'The organization, with the day of its erasure.', body: Organization },
    errors: ['not_found'],
  }),
  restoreOrganization: route({
    method: 'POST',
    path: '/v1/organizations/{id}/restore',
    summary: 'Keep an organization that was to be deleted',
    access: 'organization:delete',
    params,
    reply: { status: 200, description: 'The organization.', body: Organization },
    errors: ['not_found', 'conflict'],
  }),
  transferOwnership: route({
    method: 'POST',
    path: '/v1/organizations/{id}/transfer-ownership',
    summary: 'Make another member the owner in one’s place',
    access: 'roles:write',
    params,
    body: z.strictObject({
      userId: UserId,
      newRole: MemberRole.refine((role) => role !== 'owner', 'One who hands on is an owner no longer')
        .default('admin')
        .describe('Of the caller, afterwards.'),
    }),
    reply: { status: 204, description: 'Done.' },
    errors: ['not_found', 'conflict'],
  }),
  switchOrganization: route({
    method: 'POST',
    path: '/v1/me/switch-organization',
    summary: 'Go on in another of one’s organizations',
    description: 'The session stays the same; the refresh token in use until now is traded for the one in the reply.',
    access: 'authenticated',
    body: z.strictObject({ organizationId: OrganizationId }),
    reply: { status: 200, description: 'A pair of tokens.', body: Tokens },
    errors: ['forbidden', 'not_found', 'conflict'],
  }),
} as const;
