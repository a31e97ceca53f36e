import * as z from 'zod';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { Role } from '../role/role.ts';
import { Organization, OrganizationId } from './organization.ts';

const OrganizationWithRole = Organization.extend({ role: Role });

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
  getOrganization: route({
    method: 'GET',
    path: '/v1/organizations/{id}',
    summary: 'The organization of this credential',
    access: 'organization:read',
    params: z.strictObject({ id: OrganizationId }),
    reply: { status: 200, description: 'The organization.', body: Organization },
    errors: ['not_found'],
  }),
} as const;
