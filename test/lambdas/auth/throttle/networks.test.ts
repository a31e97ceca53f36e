import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { networkOf } from '../../../../lambdas/auth/throttle/network.ts';
import { createThrottleStore, throttleKey } from '../../../../lambdas/auth/throttle/store.ts';
import { networkLimit } from '../../../../lambdas/auth/throttle/throttle.ts';
import { problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, password, startAuth } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth({ signInBurstPerIp: 4 });
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const from = (ip: string) => ({ source: { ip, userAgent: 'test' } });
const logIn = (ip: string, email = 'nobody@example.com') =>
  world.ask({ routeKey: 'POST /v1/auth/login', body: { email, password }, ...from(ip) });
const codesOf = async (times: number, act: (at: number) => ReturnType<typeof logIn>) => {
  const replies = await Promise.all(Array.from({ length: times }, (_, at) => act(at)));
  return replies.map((reply) => problemOf(reply).code).toSorted();
};

test('one network tries many accounts only so often a minute, and another is not held', async () => {
  const spray = (at: number) => logIn('198.51.100.1', `person-${at}@example.com`);
  expect(await codesOf(7, spray)).toEqual([
    ...Array.from({ length: 4 }, () => 'invalid_credentials'),
    ...Array.from({ length: 3 }, () => 'too_many_attempts'),
  ]);
  expect(problemOf(await logIn('198.51.100.2', 'a@example.com'))).toMatchObject({ code: 'invalid_credentials' });
  world.clock.now = start + 59_999;
  const held = await logIn('198.51.100.1', 'b@example.com');
  expect(held).toMatchObject({ statusCode: 429, headers: { 'retry-after': '1' } });
  world.clock.now += 1;
  expect(problemOf(await logIn('198.51.100.1', 'b@example.com'))).toMatchObject({ code: 'invalid_credentials' });
});

test('all addresses of one IPv6 customer are one network', async () => {
  const codes = await codesOf(6, (at) => logIn(`2001:db8:1:2::${at}`, `v6-${at}@example.com`));
  expect(codes.filter((code) => code === 'too_many_attempts')).toHaveLength(2);
});

test('a network that is held locks nobody’s account', async () => {
  const { user } = await world.addPerson();
  for (let at = 0; at < 4; at += 1) await logIn('198.51.100.9', `decoy-${at}@example.com`);
  for (let at = 0; at < 9; at += 1) await logIn('198.51.100.9', user.email);
  expect((await logIn('198.51.100.10', user.email)).statusCode).toBe(200);
});

let networks = 0;
const token = 'a-token-that-nobody-has';
test.each<[string, object, number]>([
  ['POST /v1/auth/signup', { email: 'no', password, name: 'x', organizationName: 'y' }, 2],
  ['POST /v1/auth/resend-verification', { email: 'x@example.com' }, 2],
  ['POST /v1/auth/password/forgot', { email: 'y@example.com' }, 2],
  ['POST /v1/auth/verify-email', { token }, 4],
  ['POST /v1/auth/password/reset', { token, newPassword: 'quite another one' }, 4],
  ['POST /v1/auth/confirm-email', { token }, 4],
  ['POST /v1/auth/refresh', { refreshToken: token }, 12],
])('%s is held for one network', async (routeKey, body, limit) => {
  networks += 1;
  const own = from(`203.0.113.${networks}`);
  const statuses = [];
  for (let at = 0; at <= limit; at += 1) {
    const email = 'organizationName' in body ? { email: `person-${at}@held.example` } : {};
    const reply = await world.ask({ routeKey, body: { ...body, ...email }, ...own });
    statuses.push(reply.statusCode);
  }
  expect(statuses.slice(0, limit)).not.toContain(429);
  expect(statuses[limit]).toBe(429);
});

test('when attempts cannot be counted, nobody is let in', async () => {
  const { user } = await world.addPerson();
  const send = world.client.send.bind(world.client);
  world.client.send = async () => Promise.reject(new Error('The table is down.'));
  try {
    const reply = await logIn('198.51.100.20', user.email);
    expect(problemOf(reply)).toMatchObject({ status: 503, code: 'unavailable' });
    expect(reply.headers).toMatchObject({ 'retry-after': '2' });
  } finally {
    world.client.send = send;
  }
});

test('of 50 parallel counts each is another number, also at the turn of a window', async () => {
  const store = createThrottleStore(world.table);
  const limit = { max: 5, windowMs: 1_000 };
  const key = throttleKey('test', 'somebody');
  const count = async (now: number) =>
    (await Promise.all(Array.from({ length: 50 }, () => store.add(key, limit, now))))
      .map((tally) => tally.count)
      .toSorted((a, b) => a - b);
  const each = Array.from({ length: 50 }, (_, at) => at + 1);
  expect(await count(start)).toEqual(each);
  expect(await count(start + 1_000)).toEqual(each);
  expect((await store.add(key, limit, start + 1_999)).count).toBe(51);
});

test('what is given back counts no more, and what is gone is not made again', async () => {
  const store = createThrottleStore(world.table);
  const limit = { max: 5, windowMs: 1_000 };
  const key = throttleKey('test', 'somebody else');
  await store.giveBack(key);
  expect((await store.add(key, limit, start)).count).toBe(1);
  await store.giveBack(key);
  expect((await store.add(key, limit, start)).count).toBe(1);
});

test.each([
  ['192.0.2.77', 24, '192.0.2.0/24'],
  ['192.0.2.77', 32, '192.0.2.77/32'],
  ['192.0.2.77', 20, '192.0.0.0/20'],
  ['::ffff:192.0.2.77', 24, '192.0.2.0/24'],
])('the network of %s by /%i is %s', (ip, ipv4, network) => {
  expect(networkOf(ip, { ipv4, ipv6: 48 })).toBe(network);
});

test('of IPv6 the prefix is kept, and what is no address is itself', () => {
  expect(networkOf('2001:db8:aaaa:bbbb::1', { ipv4: 24, ipv6: 48 })).toBe('2001:db8:aaaa::/48');
  expect(networkOf('2001:db8:aaaa:bbbb::1', { ipv4: 24, ipv6: 64 })).toBe('2001:db8:aaaa:bbbb::/64');
  expect(networkOf('nowhere', { ipv4: 24, ipv6: 48 })).toBe('nowhere');
});

test('a network may always try once', () => {
  expect(networkLimit('mail', 1)).toEqual({ max: 1, windowMs: 60_000 });
});
