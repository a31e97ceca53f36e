import * as z from 'zod';
import { authenticated, bodyOf } from '../../../shared/http-event.ts';
import type { AuthWorld } from '../auth-world.ts';
import { type FakeIssuer, fakeWeb, newIssuer, type TokenChange } from '../issuer/fake-issuer.ts';
import { type Person, sendForm } from '../oauth/oauth-world.ts';

export const github = 'https://token.actions.githubusercontent.com';
export const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const jwtType = 'urn:ietf:params:oauth:token-type:jwt';

/** What a job of GitHub Actions says: https://docs.github.com/en/actions/concepts/security/openid-connect */
export const jobClaims = {
  sub: 'repo:analytical/engine:ref:refs/heads/main',
  aud: 'https://cloud.example',
  repository: 'analytical/engine',
  repository_owner_id: 1815,
  ref: 'refs/heads/main',
  event_name: 'push',
};

export const newRule = {
  name: 'Builds of the engine',
  issuer: github,
  audience: 'https://cloud.example',
  claims: { repository: 'analytical/engine', ref: 'refs/heads/*' },
  scopes: ['guardian:write', 'projects:read'],
};

export const asOwner = ({ organization, user }: Person) => authenticated({ orgId: organization.id, actorId: user.id });

export function createRule(world: AuthWorld, person: Person, change: object = {}) {
  const body = { ...newRule, ...change };
  return world.ask({ routeKey: 'POST /v1/trust-rules', body, authorizer: asOwner(person) });
}

export async function addRule(world: AuthWorld, person: Person, change: object = {}): Promise<string> {
  return z.object({ id: z.string() }).parse(bodyOf(await createRule(world, person, change))).id;
}

export async function addProject(world: AuthWorld, person: Person): Promise<string> {
  const made = await world.ask({ routeKey: 'POST /v1/projects', body: { name: 'p' }, authorizer: asOwner(person) });
  return z.object({ id: z.string() }).parse(bodyOf(made)).id;
}

export function exchange(
  world: AuthWorld,
  ruleId: string,
  subjectToken: string,
  form: Record<string, string> = {},
  headers: Record<string, string> = {},
) {
  const request = { grant_type: grantType, audience: ruleId, subject_token: subjectToken, subject_token_type: jwtType };
  return sendForm(world, 'token', { ...request, ...form }, headers);
}

export const Exchanged = z.strictObject({
  access_token: z.string(),
  token_type: z.enum(['Bearer', 'DPoP']),
  expires_in: z.literal(600),
  scope: z.string(),
  issued_token_type: z.literal('urn:ietf:params:oauth:token-type:access_token'),
});

export const OAuthProblem = z.strictObject({ error: z.string(), error_description: z.string() });

export async function errorOf(reply: ReturnType<typeof exchange>) {
  const { statusCode, body = '' } = await reply;
  return { status: statusCode, ...OAuthProblem.parse(JSON.parse(body)) };
}

/** GitHub, and somebody who is not. */
export async function newProviders() {
  const [ours, eve] = await Promise.all([newIssuer(github), newIssuer('https://attacker.example')]);
  const web = fakeWeb({ ...ours.documents, ...eve.documents });
  return { ours, eve, web, job: jobOf(ours) };
}

export const jobOf =
  (issuer: FakeIssuer) =>
  (change: TokenChange = {}) =>
    issuer.sign({ ...change, claims: { ...jobClaims, ...change.claims } });
