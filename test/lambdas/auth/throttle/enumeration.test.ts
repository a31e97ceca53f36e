import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createPasswords, type Passwords } from '../../../../lambdas/auth/user/password.ts';
import { start } from '../../../shared/make-context.ts';
import { mailsOf } from '../aftermath.ts';
import { type AuthWorld, cheapCost, password, startAuth } from '../auth-world.ts';

const spent: string[] = [];
/** What is hashed, and never how long it takes: a clock would make this test a coin. */
const counted = (real: Passwords): Passwords => ({
  ...real,
  matches: (text, stored) => {
    spent.push('one hash');
    return real.matches(text, stored);
  },
  spend: (text) => {
    spent.push('one hash');
    return real.spend(text);
  },
});

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth({ passwords: counted(createPasswords(cheapCost)) });
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
  world.bus.events.length = 0;
});

const logIn = (email: string, secret = 'wrong') =>
  world.ask({ routeKey: 'POST /v1/auth/login', body: { email, password: secret } });

/** All that somebody outside can see or measure: the reply, the hashes, the calls to AWS in their order, the events. */
async function seen(act: () => Promise<unknown>) {
  const [calls, events] = [world.calls.length, world.bus.events.length];
  spent.length = 0;
  const reply = await act();
  return {
    reply,
    hashes: [...spent],
    calls: world.calls.slice(calls).map(({ action }) => action),
    events: world.bus.events.slice(events).map(({ type, data }) => [type, Object.keys(Object(data)).sort()]),
  };
}

test('a failed log-in looks and costs the same for an unknown address, at each step to the lock and behind it', async () => {
  const { user } = await world.addPerson();
  for (let at = 1; at <= 7; at += 1) {
    const known = await seen(() => logIn(user.email));
    const unknown = await seen(() => logIn('nobody-1@example.com'));
    expect([at, unknown]).toEqual([at, known]);
    expect(known.hashes).toEqual(['one hash']);
  }
});

test('behind the lock the right password looks and costs like a wrong one', async () => {
  const { user } = await world.addPerson();
  for (let at = 1; at <= 5; at += 1) await logIn(user.email);
  expect(await seen(() => logIn(user.email, password))).toEqual(await seen(() => logIn(user.email)));
});

test('an address that is not confirmed is not told by a wrong password', async () => {
  const { user } = await world.addPerson({ isEmailVerified: false });
  expect(await seen(() => logIn(user.email))).toEqual(await seen(() => logIn('nobody-2@example.com')));
});

test.each(['POST /v1/auth/password/forgot', 'POST /v1/auth/resend-verification'])(
  '%s looks and costs the same for an unknown address, also beyond its limit',
  async (routeKey) => {
    const { user } = await world.addPerson();
    for (let at = 1; at <= 4; at += 1) {
      const known = await seen(() => world.ask({ routeKey, body: { email: user.email } }));
      const unknown = await seen(() => world.ask({ routeKey, body: { email: 'nobody-3@example.com' } }));
      expect([at, unknown]).toEqual([at, known]);
      expect(known.reply).toMatchObject({ statusCode: 202, body: '{"status":"accepted"}' });
    }
  },
);

test('what is done for an unknown address ends nowhere: no mail, no account', async () => {
  for (let at = 1; at <= 6; at += 1) await logIn('nobody-4@example.com');
  await world.ask({ routeKey: 'POST /v1/auth/password/forgot', body: { email: 'nobody-4@example.com' } });
  expect(world.bus.events.length).toBeGreaterThan(0);
  expect(await mailsOf(world)).toEqual([]);
  expect(await world.users.findByEmail('nobody-4@example.com')).toBeUndefined();
});

test('a log-in renews a hash that was made more cheaply, once', async () => {
  const strong = await startAuth({ passwords: createPasswords({ ...cheapCost, passes: 2 }) });
  const { user } = await strong.addPerson();
  const body = { email: user.email, password };
  for (let at = 0; at < 2; at += 1) {
    expect((await strong.ask({ routeKey: 'POST /v1/auth/login', body })).statusCode).toBe(200);
  }
  expect((await strong.users.get(user.id))?.passwordHash).toContain('m=8,t=2,p=1');
  const wrong = await strong.ask({ routeKey: 'POST /v1/auth/login', body: { ...body, password: 'wrong' } });
  expect(wrong.statusCode).toBe(401);
  await strong.close();
});
