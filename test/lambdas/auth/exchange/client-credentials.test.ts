import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { authenticated, bodyOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { actsOf } from '../aftermath.ts';
import { type AuthWorld, apiUrl, startAuth } from '../auth-world.ts';
import { newProver } from '../dpop/prover.ts';
import { addApp, basic, type Person, sendForm } from '../oauth/oauth-world.ts';
import { errorOf } from './exchange-world.ts';

let world: AuthWorld;
let person: Person;
beforeAll(async () => {
  world = await startAuth();
  person = await world.addPerson();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const Granted = z.strictObject({
  access_token: z.string(),
  token_type: z.enum(['Bearer', 'DPoP']),
  expires_in: z.literal(900),
  scope: z.string(),
});

async function addAccount(change: object = {}) {
  const body = { kind: 'service-account', name: 'Deployments', scopes: ['projects:read', 'guardian:write'], ...change };
  const authorizer = authenticated({ orgId: person.organization.id, actorId: person.user.id });
  const reply = await world.ask({ routeKey: 'POST /v1/oauth-clients', body, authorizer });
  const made = z.object({ client: z.object({ id: z.string() }), secret: z.string() }).parse(bodyOf(reply));
  return { id: made.client.id, secret: made.secret };
}

const ask = ({ id, secret }: { id: string; secret: string }, form: object = {}, headers: object = {}) =>
  sendForm(world, 'token', { grant_type: 'client_credentials', ...form }, { ...basic(id, secret), ...headers });

test('a service account gets a token for itself, for 15 minutes, and nothing to renew it with', async () => {
  const account = await addAccount();
  const { access_token: credential, scope } = Granted.parse(bodyOf(await ask(account)));
  expect(scope).toBe('projects:read guardian:write');
  expect(decodeJwt(credential)).toMatchObject({
    ...{ sub: account.id, client_id: account.id, actor: 'service-account', org: person.organization.id, scope },
  });
  const me = await world.ask({ routeKey: 'GET /v1/me', credential });
  expect(bodyOf(me)).toMatchObject({ actor: { type: 'service-account', id: account.id } });
  expect((await world.ask({ routeKey: 'GET /v1/projects', credential })).statusCode).toBe(200);
  const beyond = await world.ask({ routeKey: 'GET /v1/api-keys', credential });
  expect(beyond.statusCode).toBe(403);
  world.clock.now = start + 906_000;
  expect((await world.ask({ routeKey: 'GET /v1/projects', credential })).statusCode).toBe(401);
});

test('each token is in the audit log, without the token and the secret', async () => {
  const account = await addAccount();
  const { access_token: token } = Granted.parse(bodyOf(await ask(account)));
  const acts = await actsOf(world, person.organization.id);
  const target = { type: 'client', id: account.id };
  const act = acts.find((each) => each.action === 'token.issued' && each.target?.id === account.id);
  expect(act).toMatchObject({ actor: { type: 'service-account', id: account.id }, target });
  for (const secret of [token.split('.')[2] ?? '', account.secret]) expect(JSON.stringify(acts)).not.toContain(secret);
});

test('it asks for less, never for more', async () => {
  const account = await addAccount();
  expect(Granted.parse(bodyOf(await ask(account, { scope: 'projects:read' }))).scope).toBe('projects:read');
  for (const scope of ['projects:write', 'openid', 'full', 'offline_access', 'projects:read admin']) {
    expect(await errorOf(ask(account, { scope }))).toMatchObject({ status: 400, error: 'invalid_scope' });
  }
});

test('an app gets no token for itself, even one with a secret', async () => {
  const app = await addApp(world, person, { isConfidential: true });
  expect(await errorOf(ask(app))).toMatchObject({ status: 400, error: 'unauthorized_client' });
});

test('the wrong secret, and none, are refused', async () => {
  const account = await addAccount();
  expect(await errorOf(ask({ ...account, secret: 'wrong' }))).toMatchObject({ status: 401, error: 'invalid_client' });
  const bare = sendForm(world, 'token', { grant_type: 'client_credentials', client_id: account.id });
  expect(await errorOf(bare)).toMatchObject({ status: 401, error: 'invalid_client' });
});

test('what is taken from the account is taken from its tokens', async () => {
  const account = await addAccount();
  const { access_token: credential } = Granted.parse(bodyOf(await ask(account)));
  const asked = { params: { id: account.id }, authorizer: authenticated({ orgId: person.organization.id }) };
  await world.ask({ ...asked, routeKey: 'PATCH /v1/oauth-clients/{id}', body: { scopes: ['guardian:write'] } });
  expect((await world.ask({ routeKey: 'GET /v1/projects', credential })).statusCode).toBe(403);
  await world.ask({ ...asked, routeKey: 'DELETE /v1/oauth-clients/{id}' });
  expect((await world.ask({ routeKey: 'GET /v1/me', credential })).statusCode).toBe(401);
});

test('without its organization a token is worth nothing', async () => {
  const account = await addAccount();
  const { access_token: credential } = Granted.parse(bodyOf(await ask(account)));
  const key = { pk: `ORG#${person.organization.id}`, sk: 'ORG' };
  const organization = await world.table.get(z.looseObject({ pk: z.string(), sk: z.string() }), key);
  await world.table.delete(key);
  expect((await world.ask({ routeKey: 'GET /v1/me', credential })).statusCode).toBe(401);
  if (organization) await world.table.put(organization);
  expect((await world.ask({ routeKey: 'GET /v1/me', credential })).statusCode).toBe(200);
});

test('an account that must prove a key gets bound tokens, and no others', async () => {
  const [account, prover] = [await addAccount({ requiresDpop: true }), await newProver()];
  expect(await errorOf(ask(account))).toMatchObject({ status: 400, error: 'invalid_dpop_proof' });
  const proof = await prover.prove({ claims: { htm: 'POST', htu: `${apiUrl}/v1/oauth/token` } });
  const reply = Granted.parse(bodyOf(await ask(account, {}, { dpop: proof })));
  expect(reply.token_type).toBe('DPoP');
  expect(decodeJwt(reply.access_token)).toMatchObject({ cnf: { jkt: prover.thumbprint } });
  expect(await errorOf(ask(account, {}, { dpop: proof }))).toMatchObject({ error: 'invalid_dpop_proof' });
});
