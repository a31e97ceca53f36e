import * as z from 'zod';
import { route } from '../../../shared/route.ts';
import { OrganizationId } from '../organization/organization.ts';
import { authorizationParameters } from './authorization-request.ts';

const metadata = { status: 200, description: 'Provider metadata.', body: z.record(z.string(), z.unknown()) } as const;
const text = z.string().optional();
/** Unknown fields are left alone (RFC 6749 §3.2). */
const form = <Fields extends Record<string, z.ZodType>>(fields: Fields) =>
  z.object({ client_id: text, client_secret: text, ...fields }).catchall(z.string());

const UserInfo = z.object({
  sub: z.string(),
  name: z.string().optional().describe('With the scope `profile`.'),
  email: z.string().optional().describe('With the scope `email`.'),
  email_verified: z.boolean().optional(),
  organization: z.object({ id: z.string(), name: z.string() }),
});

const userInfo = {
  path: '/v1/oauth/userinfo',
  summary: 'Who the person of an access token is',
  description: 'Needs the scope `openid`.',
  access: 'authenticated',
  errorShape: 'oauth',
  reply: { status: 200, description: 'Claims, as the scopes allow.', body: UserInfo },
} as const;

export const oauthContract = {
  openIdConfiguration: route({
    method: 'GET',
    path: '/.well-known/openid-configuration',
    summary: 'OpenID Connect discovery',
    access: 'public',
    reply: metadata,
  }),
  authorizationServerMetadata: route({
    method: 'GET',
    path: '/.well-known/oauth-authorization-server',
    summary: 'OAuth authorization server metadata (RFC 8414)',
    access: 'public',
    reply: metadata,
  }),
  authorizePage: route({
    method: 'GET',
    path: '/v1/oauth/authorize',
    summary: 'Ask a person to let an app in',
    description:
      'The authorization endpoint (RFC 6749 §3.1): authorization code with PKCE, method S256. An app sends a browser here.',
    access: 'public',
    query: z.looseObject(authorizationParameters),
    reply: {
      status: 200,
      description: 'A page to log in and to decide.',
      contentTypes: ['text/html'],
      others: {
        302: 'An error, to the redirect URI of the app.',
        400: 'A page that says why the app cannot be answered at all.',
      },
    },
  }),
  authorize: route({
    method: 'POST',
    path: '/v1/oauth/authorize',
    summary: 'Let an app in, or not',
    description:
      'For a person who has logged in within the last ten minutes; no token of an app and no API key can do it.',
    access: 'authenticated',
    body: z.strictObject({
      ...authorizationParameters,
      organizationId: OrganizationId,
      decision: z.enum(['allow', 'deny']),
    }),
    reply: {
      status: 200,
      description: 'Where the browser goes with the answer.',
      body: z.object({ redirectTo: z.string() }),
    },
    errors: ['forbidden', 'not_found'],
  }),
  token: route({
    method: 'POST',
    path: '/v1/oauth/token',
    summary: 'Get tokens',
    description:
      'The token endpoint (RFC 6749 §3.2). With a `DPoP` header, the tokens are bound to its key (RFC 9449).',
    access: 'public',
    bodyType: 'form',
    errorShape: 'oauth',
    body: form({
      grant_type: z.string(),
      ...{ code: text, redirect_uri: text, code_verifier: text, refresh_token: text, device_code: text, scope: text },
      ...{ subject_token: text, subject_token_type: text, audience: text },
    }),
    reply: {
      status: 200,
      description: 'Tokens.',
      body: z.object({
        access_token: z.string(),
        token_type: z.enum(['Bearer', 'DPoP']),
        expires_in: z.number().int().describe('Seconds.'),
        ...{ refresh_token: text, scope: text, id_token: text, issued_token_type: text },
      }),
    },
  }),
  revokeToken: route({
    method: 'POST',
    path: '/v1/oauth/revoke',
    summary: 'End the session of a token',
    description: 'RFC 7009, for access and refresh tokens. A token that is unknown or has ended gets the same reply.',
    access: 'public',
    bodyType: 'form',
    errorShape: 'oauth',
    body: form({ token: z.string(), token_type_hint: text }),
    reply: { status: 200, description: 'Done.', body: z.object({}) },
  }),
  introspectToken: route({
    method: 'POST',
    path: '/v1/oauth/introspect',
    summary: 'What a token means now',
    description: 'RFC 7662, for clients with a secret, about tokens and API keys of their own organization.',
    access: 'public',
    bodyType: 'form',
    errorShape: 'oauth',
    body: form({ token: z.string(), token_type_hint: text }),
    reply: {
      status: 200,
      description: '`active: false` and no more for everything that is not valid, or not yours.',
      body: z.looseObject({ active: z.boolean() }),
    },
  }),
  userInfo: route({ method: 'GET', ...userInfo }),
  userInfoByPost: route({ method: 'POST', ...userInfo }),
} as const;
