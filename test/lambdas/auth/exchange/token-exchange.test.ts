import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../../../../shared/id.ts';
import { bodyOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { actsOf } from '../aftermath.ts';
import { type AuthWorld, apiUrl, startAuth } from '../auth-world.ts';
import { newProver } from '../dpop/prover.ts';
import type { FakeIssuer } from '../issuer/fake-issuer.ts';
import { fakeWeb, newIssuer } from '../issuer/fake-issuer.ts';
import {
  addProject,
  addRule,
  asOwner,
  Exchanged,
  errorOf,
  exchange,
  github,
  jobClaims,
  jobOf,
  newProviders,
} from './exchange-world.ts';

let world: AuthWorld;
let providers: Awaited<ReturnType<typeof newProviders>>;
let person: Awaited<ReturnType<AuthWorld['addPerson']>>;
let ruleId: string;
beforeAll(async () => {
  providers = await newProviders();
  world = await startAuth({ fetchDocument: providers.web.fetchDocument });
  person = await world.addPerson();
  ruleId = await addRule(world, person);
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const seconds = start / 1_000;
const trade = async (token: string, form: Record<string, string> = {}) =>
  Exchanged.parse(bodyOf(await exchange(world, ruleId, token, form)));

test('a job gets a token for ten minutes, for what its rule allows, and nothing to renew it with', async () => {
  const reply = await trade(await providers.job());
  expect(reply).toMatchObject({ token_type: 'Bearer', scope: 'guardian:write projects:read' });
  expect(decodeJwt(reply.access_token)).toMatchObject({
    ...{ sub: ruleId, org: person.organization.id, actor: 'workload', scope: 'guardian:write projects:read' },
    ...{ iat: seconds, exp: seconds + 600 },
  });
  const credential = reply.access_token;
  expect((await world.ask({ routeKey: 'GET /v1/projects', credential })).statusCode).toBe(200);
  const beyond = await world.ask({ routeKey: 'POST /v1/projects', credential, body: { name: 'p' } });
  expect(beyond.statusCode).toBe(403);
  world.clock.now = start + 605_000;
  expect((await world.ask({ routeKey: 'GET /v1/projects', credential })).statusCode).toBe(401);
});

test('a job asks for less, never for more', async () => {
  expect(await trade(await providers.job(), { scope: 'projects:read' })).toMatchObject({ scope: 'projects:read' });
  for (const scope of ['admin', 'full', 'projects:read projects:write', 'openid']) {
    const refused = await errorOf(exchange(world, ruleId, await providers.job(), { scope }));
    expect(refused).toMatchObject({ status: 400, error: 'invalid_scope' });
  }
});

test('a rule for some projects gives tokens for these projects', async () => {
  const [mine] = [await addProject(world, person), await addProject(world, person)];
  const restricted = await addRule(world, person, { projectIds: [mine] });
  const reply = await exchange(world, restricted, await providers.job());
  const { access_token: credential } = Exchanged.parse(bodyOf(reply));
  const list = await world.ask({ routeKey: 'GET /v1/projects', credential });
  expect(bodyOf(list)).toMatchObject({ items: [{ id: mine }] });
});

test('the exchange is in the audit log, with what fitted and without the token', async () => {
  const own = await world.addPerson();
  const id = await addRule(world, own);
  const token = await providers.job();
  await exchange(world, id, token);
  const acts = await actsOf(world, own.organization.id);
  expect(acts.find(({ action }) => action === 'token.exchanged')).toMatchObject({
    ...{ actor: { type: 'workload', id }, target: { type: 'trust-rule', id }, outcome: 'success' },
    after: {
      subject: jobClaims.sub,
      claims: { repository: 'analytical/engine', ref: 'refs/heads/main' },
      scope: 'guardian:write projects:read',
    },
  });
  expect(JSON.stringify(acts)).not.toContain(token.split('.')[2]);
});

test('a token of a job that proves a key is bound to it', async () => {
  const prover = await newProver();
  const dpop = await prover.prove({ claims: { htm: 'POST', htu: `${apiUrl}/v1/oauth/token` } });
  const reply = Exchanged.parse(bodyOf(await exchange(world, ruleId, await providers.job(), {}, { dpop })));
  expect(reply.token_type).toBe('DPoP');
  expect(decodeJwt(reply.access_token)).toMatchObject({ cnf: { jkt: prover.thumbprint } });
});

test('a rule that is gone ends its tokens, and gives no more', async () => {
  const id = await addRule(world, person);
  const reply = await exchange(world, id, await providers.job());
  const { access_token: credential } = Exchanged.parse(bodyOf(reply));
  await world.ask({ routeKey: 'DELETE /v1/trust-rules/{id}', params: { id }, authorizer: asOwner(person) });
  expect((await world.ask({ routeKey: 'GET /v1/projects', credential })).statusCode).toBe(401);
  expect(await errorOf(exchange(world, id, await providers.job()))).toMatchObject({ error: 'invalid_target' });
});

test('a narrowed rule narrows the tokens that are out', async () => {
  const id = await addRule(world, person);
  const { access_token: credential } = Exchanged.parse(bodyOf(await exchange(world, id, await providers.job())));
  const change = { routeKey: 'PATCH /v1/trust-rules/{id}', params: { id }, authorizer: asOwner(person) };
  await world.ask({ ...change, body: { scopes: ['guardian:write'] } });
  expect((await world.ask({ routeKey: 'GET /v1/projects', credential })).statusCode).toBe(403);
});

test.each([
  ['repository', { repository: 'attacker/engine' }],
  ['repository', { repository: 'analytical/engine-fork' }],
  ['repository', { repository: undefined }],
  ['repository', { repository: ['analytical/engine'] }],
  ['repository', { repository: { toString: 'analytical/engine' } }],
  ['ref', { ref: 'refs/tags/v1' }],
  ['ref', { ref: 'x refs/heads/main' }],
  ['aud', { aud: 'https://other.example' }],
  ['aud', { aud: undefined }],
  ['aud', { aud: `${jobClaims.aud}/` }],
  ['iss', { iss: `${github}/` }],
  ['iss', { iss: 'https://token.actions.githubuserc\u043entent.com' }],
  ['iss', { iss: 'HTTPS://TOKEN.ACTIONS.GITHUBUSERCONTENT.COM' }],
  ['iss', { iss: 'https://attacker.example' }],
  ['iss', { iss: [github] }],
  ['sub', { sub: undefined }],
  ['nbf', { nbf: seconds + 60 }],
  ['iat', { iat: seconds + 60 }],
  ['iat', { iat: undefined }],
  ['exp', { exp: undefined }],
])('a wrong %s is named, and its value is not told: %j', async (claim, claims) => {
  const refused = await errorOf(exchange(world, ruleId, await providers.job({ claims })));
  expect(refused).toMatchObject({ status: 400, error: 'invalid_grant' });
  expect(refused.error_description).toContain(claim);
  expect(refused.error_description).not.toContain('analytical');
});

test('a token is good until it expires, with half a minute for clocks', async () => {
  const token = await providers.job();
  world.clock.now = start + 329_000;
  expect((await exchange(world, ruleId, token)).statusCode).toBe(200);
  world.clock.now = start + 330_000;
  expect(await errorOf(exchange(world, ruleId, token))).toMatchObject({ error_description: 'The token has expired.' });
});

test('a token that is valid for years is taken on its first day only', async () => {
  const token = await providers.job({ claims: { exp: seconds + 100_000_000 } });
  world.clock.now = start + 2 * 86_400_000;
  expect(await errorOf(exchange(world, ruleId, token))).toMatchObject({ error: 'invalid_grant' });
});

test.each<[string, () => string | Promise<string>]>([
  ['no signature', () => new UnsecuredJWT({ ...jobClaims, iss: github, exp: seconds + 300 }).encode()],
  ['HS256 by the public key', () => hs256(providers.ours)],
  [
    'the key of an attacker under the right kid',
    () => jobOf(providers.eve)({ header: { kid: providers.ours.kid }, claims: { iss: github } }),
  ],
  [
    'the key of an attacker inside',
    () => jobOf(providers.eve)({ header: { jwk: providers.eve.jwk }, claims: { iss: github } }),
  ],
  [
    'a link to the keys of an attacker',
    () => jobOf(providers.eve)({ header: { jku: 'https://attacker.example/jwks' }, claims: { iss: github } }),
  ],
  [
    'a certificate of an attacker',
    () => jobOf(providers.eve)({ header: { x5u: 'https://attacker.example/cert' }, claims: { iss: github } }),
  ],
  ['a path for a kid', () => providers.job({ header: { kid: '../../../dev/null' } })],
  ['a kid that is SQL', () => providers.job({ header: { kid: "' OR '1'='1" } })],
  ['a claim twice', () => raw(providers.ours, '"repository":"attacker/engine",')],
  ['a changed payload', async () => changed(await providers.job())],
  ['nothing of a JWT', () => 'noise'],
  ['too much', () => providers.job({ claims: { more: 'x'.repeat(20_000) } })],
])('a token with %s is refused, and only the issuer of the rule is asked', async (_, make) => {
  const refused = await errorOf(exchange(world, ruleId, await make()));
  expect(refused).toMatchObject({ status: 400, error: 'invalid_grant' });
  expect(providers.web.asked.filter((url) => !url.startsWith(github))).toEqual([]);
});

test.each<[string, Record<string, string>, string]>([
  ['no subject', { subject_token: '' }, 'invalid_request'],
  ['a type that we do not take', { subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' }, 'invalid_request'],
  [
    'a wish for a refresh token',
    { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
    'invalid_request',
  ],
  ['somebody who acts for it', { actor_token: 'x', actor_token_type: 'y' }, 'invalid_request'],
  ['a resource', { resource: 'https://api.example/v1' }, 'invalid_target'],
  ['an unknown rule', { audience: newId('trustRule', start) }, 'invalid_target'],
  ['an address for a rule', { audience: 'https://attacker.example' }, 'invalid_target'],
  ['no rule', { audience: '' }, 'invalid_target'],
])('a request with %s is refused', async (_, form, error) => {
  expect(await errorOf(exchange(world, ruleId, await providers.job(), form))).toMatchObject({ status: 400, error });
});

test('the key set of an issuer: a symmetric key in it verifies nothing, and a new key is found', async () => {
  const issuer = await newIssuer('https://ci.example');
  const secret = Buffer.from('a secret that everybody can read here');
  const set = { keys: [{ kty: 'oct', k: secret.toString('base64url'), kid: 'oct', alg: 'HS256' }, issuer.jwk] };
  const documents: Record<string, unknown> = { ...issuer.documents, 'https://ci.example/jwks': set };
  const other = await startAuth({ fetchDocument: fakeWeb(documents).fetchDocument });
  try {
    const owner = await other.addPerson();
    const id = await addRule(other, owner, { issuer: issuer.url });
    const forged = await new SignJWT({ ...jobClaims, iss: issuer.url, iat: seconds, exp: seconds + 300 })
      .setProtectedHeader({ alg: 'HS256', kid: 'oct' })
      .sign(secret);
    expect(await errorOf(exchange(other, id, forged))).toMatchObject({ error: 'invalid_grant' });
    expect((await exchange(other, id, await jobOf(issuer)())).statusCode).toBe(200);
    const next = await newIssuer(issuer.url, 'ES256');
    documents['https://ci.example/jwks'] = { keys: [next.jwk] };
    other.clock.now = start + 31_000;
    expect((await exchange(other, id, await jobOf(next)())).statusCode).toBe(200);
  } finally {
    await other.close();
  }
});

test('an issuer that is away, or lends its documents to another, gives nothing for now', async () => {
  const away = await addRule(world, person, { issuer: 'https://away.example' });
  expect(await errorOf(exchange(world, away, await providers.job()))).toMatchObject({
    status: 503,
    error: 'temporarily_unavailable',
  });
  const thief = await newIssuer('https://thief.example');
  const documents = {
    'https://thief.example/.well-known/openid-configuration': { issuer: github, jwks_uri: `${github}/jwks` },
  };
  const other = await startAuth({
    fetchDocument: fakeWeb({ ...providers.ours.documents, ...documents }).fetchDocument,
  });
  try {
    const id = await addRule(other, await other.addPerson(), { issuer: thief.url });
    expect(await errorOf(exchange(other, id, await jobOf(thief)()))).toMatchObject({
      error: 'temporarily_unavailable',
    });
  } finally {
    await other.close();
  }
});

async function hs256(issuer: FakeIssuer): Promise<string> {
  const pem = createPublicKey({ key: { ...issuer.jwk }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  return new SignJWT({ ...jobClaims, iss: issuer.url, iat: seconds, exp: seconds + 300 })
    .setProtectedHeader({ alg: 'HS256', kid: issuer.kid })
    .sign(Buffer.from(pem));
}

test('the control: the signer below makes a right token when it adds nothing', async () => {
  expect((await exchange(world, ruleId, raw(providers.ours, ''))).statusCode).toBe(200);
});

/** Signed as it stands, which no library would do. */
function raw(issuer: FakeIssuer, extra: string): string {
  const claims = JSON.stringify({ ...jobClaims, iss: issuer.url, iat: seconds, exp: seconds + 300 });
  const parts = [JSON.stringify({ alg: 'RS256', kid: issuer.kid }), claims.replace('{', `{${extra}`)];
  const input = parts.map((part) => Buffer.from(part).toString('base64url')).join('.');
  const key = createPrivateKey({ key: { ...issuer.privateJwk }, format: 'jwk' });
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

function changed(token: string): string {
  const [header, , signature] = token.split('.');
  const payload = { ...decodeJwt(token), exp: seconds + 3_000 };
  return `${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.${signature}`;
}
