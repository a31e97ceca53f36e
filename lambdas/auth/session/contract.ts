import * as z from 'zod';
import { route } from '../../../shared/route.ts';
import { OrganizationId } from '../organization/organization.ts';
import { Email } from '../user/user.ts';
import { Tokens } from './session.ts';

const refreshToken = z.string().max(200);

export const sessionContract = {
  logIn: route({
    method: 'POST',
    path: '/v1/auth/login',
    summary: 'Log in',
    access: 'public',
    body: z.strictObject({
      email: Email,
      password: z.string().max(256),
      organizationId: OrganizationId.optional().describe('Default: the organization joined first.'),
    }),
    reply: { status: 200, description: 'A pair of tokens.', body: Tokens },
    errors: ['invalid_credentials', 'email_not_verified', 'not_found'],
  }),
  refresh: route({
    method: 'POST',
    path: '/v1/auth/refresh',
    summary: 'Trade a refresh token for the next pair',
    description: 'A refresh token works once. A second use ends the session.',
    access: 'public',
    body: z.strictObject({ refreshToken }),
    reply: { status: 200, description: 'A pair of tokens.', body: Tokens },
    errors: ['invalid_refresh_token'],
  }),
  logOut: route({
    method: 'POST',
    path: '/v1/auth/logout',
    summary: 'End the session of a refresh token',
    access: 'public',
    body: z.strictObject({ refreshToken }),
    reply: { status: 204, description: 'Done.' },
  }),
} as const;
