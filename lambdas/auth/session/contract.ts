import * as z from 'zod';
import { idPattern } from '../../../shared/id.ts';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { OrganizationId } from '../organization/organization.ts';
import { Email } from '../user/user.ts';
import { SessionView, Tokens } from './session.ts';

const refreshToken = z.string().max(200);
const id = z.string().regex(idPattern('session'), 'Not a session id');

export const sessionContract = {
  logIn: route({
    method: 'POST',
    path: '/v1/auth/login',
    summary: 'Log in',
    description:
      'Five failures in 15 minutes lock the account for 15 minutes; the right password is refused then, too. An address that nobody has is answered alike.',
    access: 'public',
    body: z.strictObject({
      email: Email,
      password: z.string().max(256),
      organizationId: OrganizationId.optional().describe('Default: the organization joined first.'),
      totp: z.string().max(64).optional().describe('Of the second factor: its six digits, or a recovery code.'),
    }),
    reply: { status: 200, description: 'A pair of tokens.', body: Tokens },
    errors: [
      'invalid_credentials',
      'mfa_required',
      'email_not_verified',
      'account_deletion_scheduled',
      'not_found',
      'too_many_attempts',
      'unavailable',
    ],
  }),
  refresh: route({
    method: 'POST',
    path: '/v1/auth/refresh',
    summary: 'Trade a refresh token for the next pair',
    description:
      'Repeated by the same client within 30 seconds, it gives the same refresh token again. Any other second use ends the session.',
    access: 'public',
    body: z.strictObject({ refreshToken }),
    reply: { status: 200, description: 'A pair of tokens.', body: Tokens },
    errors: ['invalid_refresh_token', 'too_many_attempts'],
  }),
  logOut: route({
    method: 'POST',
    path: '/v1/auth/logout',
    summary: 'End the session of a refresh token',
    access: 'public',
    body: z.strictObject({ refreshToken }),
    reply: { status: 204, description: 'Done.' },
  }),
  listSessions: route({
    method: 'GET',
    path: '/v1/auth/sessions',
    summary: 'List where you are logged in',
    access: 'authenticated',
    query: z.strictObject(pageQuery),
    reply: { status: 200, description: 'Your own sessions, in all organizations.', body: pageOf(SessionView) },
    errors: ['forbidden'],
  }),
  revokeSession: route({
    method: 'DELETE',
    path: '/v1/auth/sessions/{id}',
    summary: 'End one of your sessions',
    description: 'Its access tokens end with it, at the latest after 30 seconds.',
    access: 'authenticated',
    params: z.strictObject({ id }),
    reply: { status: 204, description: 'Done.' },
    errors: ['forbidden', 'not_found'],
  }),
  endOtherSessions: route({
    method: 'DELETE',
    path: '/v1/auth/sessions',
    summary: 'End all your sessions but this one',
    access: 'authenticated',
    reply: { status: 204, description: 'Done.' },
    errors: ['forbidden'],
  }),
} as const;
