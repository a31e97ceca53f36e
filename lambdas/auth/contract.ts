import * as z from 'zod';
import { ProjectId } from '../../shared/project.ts';
import { pageOf, pageQuery, route } from '../../shared/route.ts';
import { ApiKey, ApiKeyId, NewApiKey } from './api-key/api-key.ts';
import { Organization, OrganizationId, OrganizationName } from './organization/organization.ts';
import { NewProject, Project, ProjectChange } from './project/project.ts';
import { Role } from './role/role.ts';
import { Tokens } from './session/session.ts';
import { Email, Password, User } from './user/user.ts';

const refreshToken = z.string().max(200);
const apiKeyParams = z.strictObject({ id: ApiKeyId });
const projectParams = z.strictObject({ id: ProjectId });
const page = z.strictObject(pageQuery);
const ok = (description: string) => ({ status: 200, description }) as const;
const created = (description: string) => ({ status: 201, description }) as const;
const gone = { status: 204, description: 'Done.' } as const;

const OrganizationWithRole = Organization.extend({ role: Role });

export const authContract = {
  signUp: route({
    method: 'POST',
    path: '/v1/auth/signup',
    summary: 'Create an account and its organization',
    description: 'Mails a verification link; log-in works once it was opened.',
    access: 'public',
    body: z.strictObject({
      email: Email,
      password: Password,
      name: z.string().trim().min(1).max(100),
      organizationName: OrganizationName,
    }),
    reply: { ...created('The account, not verified yet.'), body: z.object({ user: User, organization: Organization }) },
    errors: ['conflict'],
    isIdempotent: true,
  }),
  verifyEmail: route({
    method: 'POST',
    path: '/v1/auth/verify-email',
    summary: 'Confirm an e-mail address',
    access: 'public',
    body: z.strictObject({ token: z.string().min(1).max(200) }),
    reply: { ...ok('The address is verified.'), body: z.object({ user: User }) },
    errors: ['invalid_link'],
  }),
  resendVerification: route({
    method: 'POST',
    path: '/v1/auth/resend-verification',
    summary: 'Mail the verification link again',
    description: 'The reply is the same whether or not the address is known.',
    access: 'public',
    body: z.strictObject({ email: Email }),
    reply: { status: 202, description: 'Accepted.', body: z.object({ status: z.literal('accepted') }) },
  }),
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
    reply: { ...ok('A pair of tokens.'), body: Tokens },
    errors: ['invalid_credentials', 'email_not_verified', 'not_found'],
  }),
  refresh: route({
    method: 'POST',
    path: '/v1/auth/refresh',
    summary: 'Trade a refresh token for the next pair',
    description: 'A refresh token works once. A second use ends the session.',
    access: 'public',
    body: z.strictObject({ refreshToken }),
    reply: { ...ok('A pair of tokens.'), body: Tokens },
    errors: ['invalid_refresh_token'],
  }),
  logOut: route({
    method: 'POST',
    path: '/v1/auth/logout',
    summary: 'End the session of a refresh token',
    access: 'public',
    body: z.strictObject({ refreshToken }),
    reply: gone,
  }),
  verifyEmailPage: route({
    method: 'GET',
    path: '/verify-email',
    summary: 'The page that the verification mail links to',
    access: 'public',
    query: z.strictObject({ token: z.string().max(200) }),
    reply: { ...ok('A page with one button.'), contentTypes: ['text/html'] },
  }),
  openIdConfiguration: route({
    method: 'GET',
    path: '/.well-known/openid-configuration',
    summary: 'OpenID Connect discovery',
    access: 'public',
    reply: { ...ok('Provider metadata.'), body: z.record(z.string(), z.unknown()) },
  }),
  jwks: route({
    method: 'GET',
    path: '/.well-known/jwks.json',
    summary: 'The public keys that verify access tokens',
    access: 'public',
    reply: { ...ok('A JSON Web Key Set.'), body: z.object({ keys: z.array(z.record(z.string(), z.string())) }) },
  }),
  getMe: route({
    method: 'GET',
    path: '/v1/me',
    summary: 'Who am I',
    access: 'authenticated',
    reply: {
      ...ok('The caller, its organization, and what it may do.'),
      body: z.object({
        actor: z.object({ type: z.enum(['user', 'api-key']), id: z.string() }),
        user: User.optional().describe('Absent for API keys.'),
        organization: Organization,
        permissions: z.array(z.string()),
      }),
    },
  }),
  listOrganizations: route({
    method: 'GET',
    path: '/v1/organizations',
    summary: 'The organizations that one is a member of',
    access: 'organization:read',
    query: page,
    reply: { ...ok('A page of them, with the role in each.'), body: pageOf(OrganizationWithRole) },
    errors: ['invalid_cursor'],
  }),
  getOrganization: route({
    method: 'GET',
    path: '/v1/organizations/{id}',
    summary: 'The organization of this credential',
    access: 'organization:read',
    params: z.strictObject({ id: OrganizationId }),
    reply: { ...ok('The organization.'), body: Organization },
    errors: ['not_found'],
  }),
  createProject: route({
    method: 'POST',
    path: '/v1/projects',
    summary: 'Create a project',
    access: 'projects:write',
    body: NewProject,
    reply: { ...created('The project.'), body: Project },
    errors: ['plan_limit_reached'],
    isIdempotent: true,
  }),
  listProjects: route({
    method: 'GET',
    path: '/v1/projects',
    summary: 'List projects, oldest first',
    access: 'projects:read',
    query: page,
    reply: { ...ok('A page of projects.'), body: pageOf(Project) },
    errors: ['invalid_cursor'],
  }),
  getProject: route({
    method: 'GET',
    path: '/v1/projects/{id}',
    summary: 'Read a project',
    access: 'projects:read',
    params: projectParams,
    reply: { ...ok('The project.'), body: Project },
    errors: ['not_found'],
  }),
  updateProject: route({
    method: 'PATCH',
    path: '/v1/projects/{id}',
    summary: 'Change a project',
    description: 'With `If-Match`, only if it is still the version that you read.',
    access: 'projects:write',
    params: projectParams,
    body: ProjectChange,
    reply: { ...ok('The project after the change.'), body: Project },
    errors: ['not_found', 'precondition_failed'],
  }),
  deleteProject: route({
    method: 'DELETE',
    path: '/v1/projects/{id}',
    summary: 'Delete a project',
    access: 'projects:delete',
    params: projectParams,
    reply: gone,
    errors: ['not_found'],
  }),
  createApiKey: route({
    method: 'POST',
    path: '/v1/api-keys',
    summary: 'Create an API key',
    description: 'The secret is shown in this reply and never again.',
    access: 'keys:create',
    body: NewApiKey,
    reply: { ...created('The key and its secret.'), body: z.object({ apiKey: ApiKey, secret: z.string() }) },
    isIdempotent: true,
  }),
  listApiKeys: route({
    method: 'GET',
    path: '/v1/api-keys',
    summary: 'List API keys, newest first',
    access: 'keys:read',
    query: page,
    reply: { ...ok('A page of keys, without secrets.'), body: pageOf(ApiKey) },
    errors: ['invalid_cursor'],
  }),
  getApiKey: route({
    method: 'GET',
    path: '/v1/api-keys/{id}',
    summary: 'Read an API key',
    access: 'keys:read',
    params: apiKeyParams,
    reply: { ...ok('The key, without its secret.'), body: ApiKey },
    errors: ['not_found'],
  }),
  revokeApiKey: route({
    method: 'DELETE',
    path: '/v1/api-keys/{id}',
    summary: 'Revoke an API key',
    description: 'Effective everywhere within 60 seconds.',
    access: 'keys:delete',
    params: apiKeyParams,
    reply: gone,
    errors: ['not_found'],
  }),
} as const;
