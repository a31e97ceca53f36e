import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { authenticated, bodyOf } from '../../../shared/http-event.ts';
import { type AuthWorld, password, Tokens } from '../auth-world.ts';

export type Person = Awaited<ReturnType<AuthWorld['addPerson']>>;
export const callback = 'https://app.example/callback';

/** RFC 7636 §4.1 and §4.2. */
export function pkce(verifier = randomBytes(32).toString('base64url')) {
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

const Made = z.object({ client: z.object({ id: z.string() }).loose(), secret: z.string().optional() });

/** An app that this person's organization registers, public unless told otherwise. */
export async function addApp(world: AuthWorld, { organization, user }: Person, change: object = {}) {
  const reply = await world.ask({
    routeKey: 'POST /v1/oauth-clients',
    body: { kind: 'app', name: 'Build monitor', redirectUris: [callback], scopes: appScopes, ...change },
    authorizer: authenticated({ orgId: organization.id, actorId: user.id }),
  });
  const { client, secret } = Made.parse(bodyOf(reply));
  return { id: client.id, client, secret: secret ?? '' };
}
const appScopes = ['openid', 'profile', 'email', 'projects:read', 'projects:write'];

export async function logIn(world: AuthWorld, { user }: Person): Promise<string> {
  const body = { email: user.email, password };
  return Tokens.parse(bodyOf(await world.ask({ routeKey: 'POST /v1/auth/login', body }))).accessToken;
}

/** What a well-behaved client asks for. */
export const requestOf = (clientId: string, challenge: string, change: Record<string, string> = {}) => ({
  ...{ client_id: clientId, redirect_uri: callback, response_type: 'code', scope: 'openid projects:read' },
  ...{ state: 'the state', code_challenge: challenge, code_challenge_method: 'S256', ...change },
});

export function openPage(world: AuthWorld, query: Record<string, string> | string) {
  const rawQuery = typeof query === 'string' ? query : new URLSearchParams(query).toString();
  return world.ask({ routeKey: 'GET /v1/oauth/authorize', rawQuery });
}

export function decide(world: AuthWorld, credential: string, body: object) {
  return world.ask({ routeKey: 'POST /v1/oauth/authorize', credential, body });
}

/** Where the browser of a person goes who has logged in and said yes. */
export async function allowed(world: AuthWorld, person: Person, request: object, change: object = {}): Promise<URL> {
  const body = { ...request, organizationId: person.organization.id, decision: 'allow', ...change };
  const reply = await decide(world, await logIn(world, person), body);
  return new URL(z.object({ redirectTo: z.string() }).parse(bodyOf(reply)).redirectTo);
}

export function sendForm(
  world: AuthWorld,
  path: string,
  form: Record<string, string> | string,
  headers: Record<string, string> = {},
) {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return world.ask({ routeKey: `POST /v1/oauth/${path}`, body, headers: { ...type, ...headers } });
}

export const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
});

/** A code for a public client, and the form that redeems it. */
export async function codeFor(world: AuthWorld, person: Person, clientId: string, change: Record<string, string> = {}) {
  const { verifier, challenge } = pkce();
  const url = await allowed(world, person, requestOf(clientId, challenge, change));
  const code = z.string().parse(url.searchParams.get('code'));
  const form = {
    ...{ grant_type: 'authorization_code', client_id: clientId, code, code_verifier: verifier },
    redirect_uri: change.redirect_uri ?? callback,
  };
  return { url, code, verifier, form };
}

export const Granted = z.strictObject({
  access_token: z.string(),
  token_type: z.enum(['Bearer', 'DPoP']),
  expires_in: z.literal(900),
  refresh_token: z.string().optional(),
  scope: z.string(),
  id_token: z.string().optional(),
});

export async function tokensFor(
  world: AuthWorld,
  person: Person,
  clientId: string,
  change: Record<string, string> = {},
) {
  const { form } = await codeFor(world, person, clientId, change);
  return Granted.parse(bodyOf(await sendForm(world, 'token', form)));
}
