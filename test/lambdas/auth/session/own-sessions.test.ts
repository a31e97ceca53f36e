import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { authenticated, bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { actsOf } from '../aftermath.ts';
import { type AuthWorld, password, startAuth, Tokens } from '../auth-world.ts';
import { addApp, tokensFor } from '../oauth/oauth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const List = z.object({
  items: z.array(
    z.strictObject({
      ...{ id: z.string(), createdAt: z.string(), lastUsedAt: z.string(), ip: z.string(), userAgent: z.string() },
      ...{ organizationId: z.string(), isCurrent: z.boolean(), methods: z.array(z.string()) },
    }),
  ),
  nextCursor: z.string().optional(),
});
async function logIn(email: string, userAgent = 'test') {
  const source = { ip: '192.0.2.1', userAgent };
  const reply = await world.ask({ routeKey: 'POST /v1/auth/login', body: { email, password }, source });
  const tokens = Tokens.parse(bodyOf(reply));
  return { ...tokens, id: String(decodeJwt(tokens.accessToken).sid) };
}
const list = async (credential: string, query: Record<string, string> = {}) =>
  List.parse(bodyOf(await world.ask({ routeKey: 'GET /v1/auth/sessions', credential, query })));
const revoke = (credential: string, id: string) =>
  world.ask({ routeKey: 'DELETE /v1/auth/sessions/{id}', credential, params: { id } });
const refresh = (refreshToken: string) => world.ask({ routeKey: 'POST /v1/auth/refresh', body: { refreshToken } });

test('a person sees where they are logged in, and which session is this one', async () => {
  const { user, organization } = await world.addPerson();
  const laptop = await logIn(user.email, 'laptop');
  world.clock.now += 1_000;
  const phone = await logIn(user.email, 'phone');
  await logIn((await world.addPerson()).user.email);
  const { items } = await list(phone.accessToken);
  const about = { organizationId: organization.id, ip: '192.0.2.1', methods: ['pwd'] };
  expect(items).toMatchObject([
    { id: laptop.id, userAgent: 'laptop', isCurrent: false, createdAt: new Date(start).toISOString(), ...about },
    { id: phone.id, userAgent: 'phone', isCurrent: true, ...about },
  ]);
});

test('a session of an app says which app has it', async () => {
  const person = await world.addPerson();
  const app = await addApp(world, person);
  await tokensFor(world, person, app.id);
  const { accessToken } = await logIn(person.user.email);
  const reply = await world.ask({ routeKey: 'GET /v1/auth/sessions', credential: accessToken });
  expect(bodyOf(reply)).toMatchObject({
    items: expect.arrayContaining([expect.objectContaining({ clientId: app.id, clientName: 'Build monitor' })]),
  });
});

test('the list is paged, and what has expired is not in it', async () => {
  const { user } = await world.addPerson();
  await logIn(user.email);
  world.clock.now += 7 * 24 * 3_600_000;
  const ids = [];
  for (let at = 0; at < 3; at += 1) {
    world.clock.now += 1;
    ids.push(await logIn(user.email));
  }
  const credential = ids[2]?.accessToken ?? '';
  const first = await list(credential, { limit: '2' });
  const second = await list(credential, { limit: '2', cursor: first.nextCursor ?? '' });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.map(({ id }) => id));
  expect(second.nextCursor).toBeUndefined();
});

test('a session that is revoked ends with all its tokens, and the log says who did it', async () => {
  const { user, organization } = await world.addPerson();
  const [mine, other] = [await logIn(user.email), await logIn(user.email)];
  expect((await revoke(mine.accessToken, other.id)).statusCode).toBe(204);
  expect(problemOf(await refresh(other.refreshToken))).toMatchObject({ code: 'invalid_refresh_token' });
  const me = await world.ask({ routeKey: 'GET /v1/me', credential: other.accessToken });
  expect(problemOf(me)).toMatchObject({ status: 401 });
  expect((await refresh(mine.refreshToken)).statusCode).toBe(200);
  expect(problemOf(await revoke(mine.accessToken, other.id))).toMatchObject({ code: 'not_found' });
  const acts = await actsOf(world, organization.id);
  expect(acts.filter(({ action }) => action === 'session.revoked')).toMatchObject([
    { actor: { type: 'user', id: user.id }, target: { type: 'session', id: other.id } },
  ]);
});

test('nobody ends a session of somebody else, of the same organization or another', async () => {
  const [victim, stranger] = [await world.addPerson(), await world.addPerson()];
  const [theirs, mine] = [await logIn(victim.user.email), await logIn(stranger.user.email)];
  expect(problemOf(await revoke(mine.accessToken, theirs.id))).toMatchObject({ status: 404, code: 'not_found' });
  const colleague = authenticated({ orgId: victim.organization.id, actorId: stranger.user.id });
  const asked = { routeKey: 'DELETE /v1/auth/sessions/{id}', params: { id: theirs.id }, authorizer: colleague };
  expect(problemOf(await world.ask(asked))).toMatchObject({ status: 404 });
  expect((await refresh(theirs.refreshToken)).statusCode).toBe(200);
});

test('all others end at once, and this one goes on', async () => {
  const { user } = await world.addPerson();
  const others = [await logIn(user.email), await logIn(user.email), await logIn(user.email)];
  const mine = await logIn(user.email);
  const asked = { routeKey: 'DELETE /v1/auth/sessions', credential: mine.accessToken };
  expect((await world.ask(asked)).statusCode).toBe(204);
  for (const { refreshToken } of others) expect((await refresh(refreshToken)).statusCode).toBe(401);
  expect((await list(mine.accessToken)).items.map(({ id }) => id)).toEqual([mine.id]);
});

test.each(['GET /v1/auth/sessions', 'DELETE /v1/auth/sessions', 'POST /v1/auth/password/change', 'POST /v1/me/email'])(
  '%s is for a person, not for a key or an app',
  async (routeKey) => {
    const { secret } = await (await world.addPerson()).addKey();
    const bodies: Readonly<Record<string, object>> = {
      'POST /v1/auth/password/change': { currentPassword: 'x', newPassword: 'quite another one' },
      'POST /v1/me/email': { email: 'x@example.com', password: 'x' },
    };
    const asked = { routeKey, ...(bodies[routeKey] && { body: bodies[routeKey] }) };
    expect(problemOf(await world.ask({ ...asked, credential: secret }))).toMatchObject({ status: 403 });
    const app = authenticated({ clientId: 'cli_app', scope: 'full' });
    expect(problemOf(await world.ask({ ...asked, authorizer: app }))).toMatchObject({ status: 403 });
    expect(problemOf(await world.ask(asked))).toMatchObject({ status: 401, code: 'unauthenticated' });
  },
);

test('log-in and log-out are in the log', async () => {
  const { user, organization } = await world.addPerson();
  const { refreshToken } = await logIn(user.email);
  await world.ask({ routeKey: 'POST /v1/auth/logout', body: { refreshToken } });
  const acts = (await actsOf(world, organization.id)).map(({ action, actor }) => [action, actor.id]);
  expect(acts).toEqual(
    expect.arrayContaining([
      ['session.started', user.id],
      ['session.ended', user.id],
    ]),
  );
});
