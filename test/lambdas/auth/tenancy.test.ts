import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { authContract } from '../../../lambdas/auth/contract.ts';
import { createPasskeyStore } from '../../../lambdas/auth/passkey/store.ts';
import { permissionsOfRole, Role } from '../../../lambdas/auth/role/role.ts';
import { newId } from '../../../shared/id.ts';
import { isPermission } from '../../../shared/permission.ts';
import { type Route, routeKey } from '../../../shared/route.ts';
import { authenticated, bodyOf, problemOf } from '../../shared/http-event.ts';
import { start } from '../../shared/make-context.ts';
import { type AuthWorld, startAuth } from './auth-world.ts';
import { addBoss } from './colleagues.ts';
import { addRule, newRule } from './exchange/exchange-world.ts';
import { addApp } from './oauth/oauth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());

const routes: readonly Route[] = Object.values(authContract);
const someId = (kind: Parameters<typeof newId>[0]) => newId(kind, start);

const registration = {
  ...{ id: 'AAAA', rawId: 'AAAA', type: 'public-key', clientExtensionResults: {} },
  response: { clientDataJSON: 'AAAA', attestationObject: 'AAAA' },
};

/** A body that is well-formed, for each route that takes one and needs a credential. */
const bodies: Readonly<Record<string, object>> = {
  'PATCH /v1/me': { name: 'Mallory' },
  'DELETE /v1/me': { password: 'x' },
  'POST /v1/me/email': { email: 'new@example.com', password: 'x' },
  'POST /v1/me/switch-organization': { organizationId: someId('organization') },
  'POST /v1/auth/password/change': { currentPassword: 'x', newPassword: 'a new long password' },
  'POST /v1/auth/mfa/totp/enroll': { password: 'x' },
  'POST /v1/auth/mfa/totp/activate': { code: '123456' },
  'POST /v1/auth/mfa/totp/disable': { password: 'x', code: '123456' },
  'POST /v1/auth/mfa/recovery-codes': { password: 'x', code: '123456' },
  'POST /v1/oauth/device/verify': { userCode: 'BCDF-GHJK' },
  'POST /v1/oauth/device/decide': { userCode: 'BCDF-GHJK', decision: 'deny' },
  'POST /v1/oauth/authorize': { organizationId: someId('organization'), decision: 'deny' },
  'POST /v1/auth/passkeys': { name: 'Phone', response: registration },
  'POST /v1/organizations': { name: 'Second' },
  'PATCH /v1/organizations/{id}': { name: 'mine now' },
  'POST /v1/organizations/{id}/transfer-ownership': { userId: someId('user') },
  'PATCH /v1/members/{userId}': { role: 'viewer' },
  'POST /v1/invitations': { email: 'a@example.com', role: 'viewer' },
  'POST /v1/invitations/accept': { token: 'x' },
  'POST /v1/roles': { name: 'r', permissions: ['audit:read'] },
  'PATCH /v1/roles/{id}': { name: 'mine now' },
  'POST /v1/teams': { name: 't' },
  'PATCH /v1/teams/{id}': { name: 'mine now' },
  'POST /v1/projects': { name: 'p' },
  'PATCH /v1/projects/{id}': { name: 'mine now' },
  'POST /v1/api-keys': { name: 'k', scopes: ['admin'] },
  'PATCH /v1/api-keys/{id}': { name: 'mine now' },
  'POST /v1/api-keys/{id}/rotate': {},
  'POST /v1/api-keys/import': { keys: [{ name: 'k', scopes: ['admin'], sha256: 'ab'.repeat(32) }] },
  'POST /v1/oauth-clients': { kind: 'service-account', name: 'c', scopes: ['admin'] },
  'PATCH /v1/oauth-clients/{id}': { name: 'mine now' },
  'POST /v1/trust-rules': newRule,
  'PATCH /v1/trust-rules/{id}': { name: 'mine now' },
  'POST /v1/audit-log/verify': {},
};

/** Why any credential will do: what the route works on is the caller's own, or the verb checks more than a permission. */
const ofAnybody: Readonly<Record<string, string>> = {
  'GET /v1/me': 'tells the caller about themselves',
  'PATCH /v1/me': 'one’s own profile',
  'GET /v1/me/export': 'one’s own data',
  'DELETE /v1/me': 'one’s own account, with the password',
  'POST /v1/me/email': 'one’s own address, with the password',
  'POST /v1/me/switch-organization': 'one’s own session, into an organization that one is in',
  'POST /v1/auth/password/change': 'one’s own password',
  'GET /v1/auth/mfa': 'one’s own second factors',
  'POST /v1/auth/mfa/totp/enroll': 'one’s own second factors',
  'POST /v1/auth/mfa/totp/activate': 'one’s own second factors',
  'POST /v1/auth/mfa/totp/disable': 'one’s own second factors',
  'POST /v1/auth/mfa/recovery-codes': 'one’s own second factors',
  'POST /v1/auth/passkeys/options': 'one’s own passkeys',
  'POST /v1/auth/passkeys': 'one’s own passkeys',
  'GET /v1/auth/passkeys': 'one’s own passkeys',
  'DELETE /v1/auth/passkeys/{id}': 'one’s own passkeys',
  'GET /v1/auth/sessions': 'one’s own sessions',
  'DELETE /v1/auth/sessions/{id}': 'one’s own sessions',
  'DELETE /v1/auth/sessions': 'one’s own sessions',
  'POST /v1/organizations': 'any person may make one',
  'POST /v1/invitations/accept': 'the token and the address decide',
  'DELETE /v1/members/{userId}': 'everybody may leave; to remove others needs `members:write`',
  'POST /v1/oauth/authorize': 'a person decides for themselves',
  'POST /v1/oauth/device/verify': 'a person decides for themselves',
  'POST /v1/oauth/device/decide': 'a person decides for themselves',
  'GET /v1/oauth/userinfo': 'tells the caller about themselves',
  'POST /v1/oauth/userinfo': 'tells the caller about themselves',
};

/** An organization with one thing of each kind that a path can name, by the word before its id. */
async function tenant() {
  const boss = await addBoss(world);
  const { credential, user, orgId, refreshToken } = boss;
  const make = async (key: string, body: object) =>
    z.object({ id: z.string() }).parse(bodyOf(await world.ask({ routeKey: key, body, credential }))).id;
  const ids: Readonly<Record<string, string>> = {
    organizations: orgId,
    members: user.id,
    sessions: refreshToken.split('.')[0] ?? '',
    passkeys: await passkeyOf(user.id),
    projects: await make('POST /v1/projects', { name: 'secret plan' }),
    teams: await make('POST /v1/teams', { name: 'secret team' }),
    roles: await make('POST /v1/roles', { name: 'secret role', permissions: ['audit:read'] }),
    invitations: await make('POST /v1/invitations', { email: 'secret@example.com', role: 'viewer' }),
    'api-keys': (await boss.addKey({ name: 'secret key' })).apiKey.id,
    'oauth-clients': (await addApp(world, boss, { name: 'secret app' })).id,
    'trust-rules': await addRule(world, boss),
  };
  return { ...boss, ids, make };
}

async function passkeyOf(userId: string): Promise<string> {
  const id = someId('passkey');
  const dates = { createdAt: new Date(start).toISOString(), isBackedUp: false, counter: 0 };
  const passkey = { id, userId, name: 'Phone', credentialId: id, publicKey: '', transports: [], ...dates };
  await createPasskeyStore(world.client, world.table).add(passkey, []);
  return id;
}

/** `{ id: 'teams', userId: 'members' }` of `/v1/teams/{id}/members/{userId}`. */
function placesIn(path: string): [name: string, kind: string][] {
  return [...path.matchAll(/([\w-]+)\/\{(\w+)\}/g)].map(([, kind = '', name = '']) => [name, kind]);
}

/** The ids of a path: of the first thing that it names from one organization, of the others from another. */
function paramsOf(route: Route, first: Readonly<Record<string, string>>, rest = first): Record<string, string> {
  return Object.fromEntries(
    placesIn(route.path).map(([name, kind], at) => {
      const id = (at === 0 ? first : rest)[kind];
      if (id === undefined) throw new Error(`This test has no ${kind} for ${routeKey(route)}.`);
      return [name, id];
    }),
  );
}

function asked(route: Route, params: Record<string, string> = {}) {
  const key = routeKey(route);
  const body = bodies[key];
  return { routeKey: key, ...(Object.keys(params).length > 0 && { params }), ...(body && { body }) };
}

/** All that an organization has, as it is stored. */
async function itemsOf(orgId: string): Promise<string> {
  return JSON.stringify(await world.table.query(z.unknown(), { pk: `ORG#${orgId}`, limit: 500 }));
}

const byName = (some: readonly Route[]) => some.map((route) => [routeKey(route), route] as const);
const withId = routes.filter(({ path }) => path.includes('{'));
const guarded = routes.filter(({ access }) => isPermission(access));
const ofAny = routes.filter(({ access }) => access === 'authenticated');

test('there are routes to try', () => {
  expect(withId.length).toBeGreaterThan(25);
  expect(guarded.length).toBeGreaterThan(40);
});

test('every route with a body has one in this test that gets past its shape', () => {
  const wrong = routes
    .filter(({ access, body }) => access !== 'public' && body !== undefined)
    .filter((route) => !route.body?.safeParse(bodies[routeKey(route)] ?? {}).success);
  expect(wrong.map(routeKey)).toEqual([]);
});

test.each(byName(withId))('%s of another organization is not there, and stays as it is', async (_, route) => {
  const [victim, stranger] = [await tenant(), await tenant()];
  const before = await itemsOf(victim.orgId);
  const reply = await world.ask({ ...asked(route, paramsOf(route, victim.ids)), credential: stranger.credential });
  expect(problemOf(reply)).toMatchObject({ status: 404, code: 'not_found' });
  expect(reply.body).not.toContain('secret');
  expect(await itemsOf(victim.orgId)).toBe(before);
});

const withTwoIds = withId.filter(({ path }) => placesIn(path).length > 1);

test.each(byName(withTwoIds))('%s does not join one’s own with what is another’s', async (_, route) => {
  const [victim, stranger] = [await tenant(), await tenant()];
  const before = await itemsOf(victim.orgId);
  for (const params of [paramsOf(route, stranger.ids, victim.ids), paramsOf(route, victim.ids, stranger.ids)]) {
    const reply = await world.ask({ ...asked(route, params), credential: stranger.credential });
    expect(problemOf(reply)).toMatchObject({ status: 404, code: 'not_found' });
  }
  expect(await itemsOf(victim.orgId)).toBe(before);
});

test.each(byName(guarded))('%s needs a credential, and its permission', async (_, route) => {
  const { ids, orgId, user } = await tenant();
  const one = asked(route, paramsOf(route, ids));
  expect(problemOf(await world.ask(one))).toMatchObject({ status: 401, code: 'unauthenticated' });
  const tooLow = Role.options.filter((role) => !permissionsOfRole[role].some((each) => each === route.access));
  const before = await itemsOf(orgId);
  for (const permissions of [[], ...tooLow.map((role) => permissionsOfRole[role])]) {
    const authorizer = authenticated({ orgId, actorId: user.id, permissions: permissions.join(' ') });
    const problem = problemOf(await world.ask({ ...one, authorizer }));
    expect(problem).toMatchObject({ status: 403, code: 'forbidden' });
    expect(problem.detail).toContain(route.access);
  }
  expect(await itemsOf(orgId)).toBe(before);
});

test('the routes that any credential may ask are these, each for a reason', () => {
  expect(ofAny.map(routeKey).toSorted()).toEqual(Object.keys(ofAnybody).toSorted());
});

test.each(byName(ofAny))('%s needs a credential', async (_, route) => {
  const { ids } = await tenant();
  const reply = await world.ask(asked(route, paramsOf(route, ids)));
  expect(reply.statusCode).toBe(401);
  expect(reply.headers?.['www-authenticate']).toMatch(/^Bearer /);
});

const lists = routes.filter(
  ({ method, path, access }) => method === 'GET' && isPermission(access) && !path.includes('{'),
);

test.each(byName(lists))('%s does not show what is another’s', async (_, route) => {
  const [victim, stranger] = [await tenant(), await world.addPerson({ plan: 'enterprise' })];
  const { organization, user } = stranger;
  const authorizer = authenticated({ orgId: organization.id, actorId: user.id });
  const reply = await world.ask({ routeKey: routeKey(route), authorizer });
  expect(reply.statusCode).toBe(200);
  for (const theirs of ['secret', ...Object.values(victim.ids)]) expect(reply.body).not.toContain(theirs);
});

const paged = lists.filter(({ query }) => query?.safeParse({ cursor: 'x' }).success === true);

test.each(byName(paged))(
  '%s refuses a cursor that it did not issue, and one of another opens nothing',
  async (_, route) => {
    const { organization, user } = await world.addPerson();
    const authorizer = authenticated({ orgId: organization.id, actorId: user.id });
    const forged = await world.ask({ routeKey: routeKey(route), query: { cursor: 'forged' }, authorizer });
    expect(problemOf(forged)).toMatchObject({ status: 400, code: 'invalid_cursor' });
    const victim = await tenant();
    for (const id of Object.values(victim.ids)) {
      const query = { cursor: Buffer.from(id).toString('base64url') };
      const reply = await world.ask({ routeKey: routeKey(route), query, authorizer });
      expect(reply.body).not.toContain('secret');
    }
  },
);
