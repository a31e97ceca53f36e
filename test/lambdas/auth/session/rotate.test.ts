import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { refreshTokenOf } from '../../../../lambdas/auth/session/refresh-token.ts';
import { rotate } from '../../../../lambdas/auth/session/rotate.ts';
import { startSession } from '../../../../lambdas/auth/session/start-session.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { source, start } from '../../../shared/make-context.ts';
import { actsOf, mailsOf } from '../aftermath.ts';
import { type AuthWorld, password, startAuth, Tokens } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
  world.bus.events.length = 0;
});

const refresh = (refreshToken: string, from = source) =>
  world.ask({ routeKey: 'POST /v1/auth/refresh', body: { refreshToken }, source: from });
const tokensOf = async (reply: ReturnType<typeof refresh>) => Tokens.parse(bodyOf(await reply));
async function session() {
  const person = await world.addPerson();
  const body = { email: person.user.email, password };
  const tokens = await tokensOf(world.ask({ routeKey: 'POST /v1/auth/login', body }));
  return { ...person, ...tokens, id: String(decodeJwt(tokens.accessToken).sid) };
}
const reuses = () => world.bus.ofType('security.refresh-reuse.v1');
const isOver = async (token: string) =>
  expect(problemOf(await refresh(token))).toMatchObject({ status: 401, code: 'invalid_refresh_token' });

test('50 parallel refreshes of one client get one and the same successor, and the session moves on once', async () => {
  const { refreshToken, id } = await session();
  const replies = await Promise.all(Array.from({ length: 50 }, () => refresh(refreshToken)));
  expect(replies.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 50 }, () => 200));
  const successors = new Set(replies.map((reply) => Tokens.parse(bodyOf(reply)).refreshToken));
  expect(successors.size).toBe(1);
  expect(successors.has(refreshToken)).toBe(false);
  expect(await world.sessions.get(id)).toMatchObject({ generation: 2 });
  expect(world.bus.events).toEqual([]);
  expect((await refresh([...successors][0] ?? '')).statusCode).toBe(200);
});

test('a reply that was lost can be had again for 30 seconds, to the millisecond', async () => {
  const { refreshToken } = await session();
  world.clock.now = start + 60_000;
  const first = await tokensOf(refresh(refreshToken));
  world.clock.now += 30_000;
  expect((await tokensOf(refresh(refreshToken))).refreshToken).toBe(first.refreshToken);
  world.clock.now += 1;
  await isOver(refreshToken);
  await isOver(first.refreshToken);
  expect(reuses()).toHaveLength(1);
});

test('a repeated refresh buys no time: neither for the session nor for another repetition', async () => {
  const { refreshToken, id } = await session();
  await refresh(refreshToken);
  const before = await world.sessions.get(id);
  world.clock.now += 20_000;
  await refresh(refreshToken);
  expect(await world.sessions.get(id)).toEqual(before);
});

test.each([
  ['another User-Agent', { ip: source.ip, userAgent: 'curl/8' }],
  ['no User-Agent', { ip: source.ip, userAgent: '' }],
  ['another network', { ip: '198.51.100.1', userAgent: source.userAgent }],
  ['IPv6', { ip: '2001:db8::1', userAgent: source.userAgent }],
])('a replay from %s ends the session at once', async (_, thief) => {
  const { refreshToken } = await session();
  const next = await tokensOf(refresh(refreshToken));
  expect(problemOf(await refresh(refreshToken, thief))).toMatchObject({ code: 'invalid_refresh_token' });
  await isOver(next.refreshToken);
  expect(reuses()).toHaveLength(1);
});

test('a phone that changes its address within a network, or networks between refreshes, stays logged in', async () => {
  const { refreshToken } = await session();
  const roaming = { ip: '198.51.100.1', userAgent: source.userAgent };
  const next = await tokensOf(refresh(refreshToken, roaming));
  const again = await tokensOf(refresh(refreshToken, { ...roaming, ip: '198.51.100.200' }));
  expect(again.refreshToken).toBe(next.refreshToken);
  expect((await refresh(next.refreshToken)).statusCode).toBe(200);
});

test('when a thief was first, the owner’s refresh ends the session of both', async () => {
  const { refreshToken } = await session();
  const stolen = await tokensOf(refresh(refreshToken, { ip: '198.51.100.66', userAgent: 'thief' }));
  await isOver(refreshToken);
  await isOver(stolen.refreshToken);
});

test('only the last token may be repeated, not the one before', async () => {
  const { refreshToken } = await session();
  const second = await tokensOf(refresh(refreshToken));
  const third = await tokensOf(refresh(second.refreshToken));
  await isOver(refreshToken);
  await isOver(third.refreshToken);
});

test('of many replays at once one tells: one event, one mail, one record, without a token in any', async () => {
  const { refreshToken, user, organization, id } = await session();
  await refresh(refreshToken);
  world.clock.now += 30_001;
  await Promise.all(Array.from({ length: 20 }, () => isOver(refreshToken)));
  expect(reuses()).toMatchObject([{ orgId: organization.id, data: { userId: user.id, sessionId: id } }]);
  expect((await mailsOf(world)).map(({ to, mail }) => [to, mail.subject])).toEqual([
    [user.email, 'We ended one of your sessions'],
  ]);
  const acts = await actsOf(world, organization.id);
  expect(acts.filter(({ action }) => action === 'session.refresh-reused')).toMatchObject([
    { outcome: 'failure', target: { type: 'session', id } },
  ]);
  expect(JSON.stringify([acts, world.bus.events])).not.toContain(refreshToken);
});

test('access tokens end with their session', async () => {
  const { refreshToken, accessToken } = await session();
  await refresh(refreshToken);
  world.clock.now += 30_001;
  await isOver(refreshToken);
  const me = await world.ask({ routeKey: 'GET /v1/me', credential: accessToken });
  expect(problemOf(me)).toMatchObject({ status: 401, code: 'invalid_token' });
});

/** A session that an app was given, with the verb that its token endpoint calls. */
async function appSession(about: { clientId?: string; dpopThumbprint?: string }) {
  const { user, organization } = await world.addPerson();
  const ctx = { requestId: 'r', now: world.clock.now, source };
  const { refreshKey } = await world.loadSigningKey();
  const input = { userId: user.id, orgId: organization.id, scope: 'openid projects:read', methods: ['pwd' as const] };
  const made = await startSession({ ctx, deps: world, input: { ...input, ...about } });
  const deps = { ...world, publish: world.bus.publish };
  const refreshToken = refreshTokenOf(refreshKey, made);
  const turn = (change: object = {}, from = source) =>
    rotate({
      ctx: { ...ctx, source: from, now: world.clock.now },
      deps,
      input: { refreshToken, ...about, ...change },
    });
  return { made, refreshToken, turn };
}
const refused = { code: 'invalid_refresh_token' };

test('the token of an app is good for this app only, and a wrong one does not end its session', async () => {
  const { turn, refreshToken } = await appSession({ clientId: 'cli_a' });
  await expect(turn({ clientId: 'cli_b' })).rejects.toMatchObject(refused);
  await expect(turn({ clientId: undefined })).rejects.toMatchObject(refused);
  await isOver(refreshToken);
  expect(await turn()).toMatchObject({ generation: 2, clientId: 'cli_a' });
});

test('a token that is bound to a key is good with this key only, from anywhere', async () => {
  const { turn } = await appSession({ dpopThumbprint: 'key-1' });
  await expect(turn({ dpopThumbprint: 'key-2' })).rejects.toMatchObject(refused);
  await expect(turn({ dpopThumbprint: undefined })).rejects.toMatchObject(refused);
  expect(await turn()).toMatchObject({ generation: 2 });
  expect(await turn({}, { ip: '198.51.100.1', userAgent: 'elsewhere' })).toMatchObject({ generation: 2 });
  expect(reuses()).toEqual([]);
  await expect(turn({ dpopThumbprint: 'key-2' })).rejects.toMatchObject(refused);
  expect(reuses()).toHaveLength(1);
});

test('a part of the scopes can be asked for once, and never more than was given', async () => {
  const { turn } = await appSession({ clientId: 'cli_a' });
  await expect(turn({ scope: 'openid admin' })).rejects.toMatchObject({ error: 'invalid_scope' });
  expect(await turn({ scope: 'openid' })).toMatchObject({ scope: 'openid', generation: 2 });
  expect(await turn()).toMatchObject({ scope: 'openid projects:read', generation: 2 });
});
