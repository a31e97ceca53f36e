import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newUserCode, parseUserCode, userCodeAlphabet } from '../../../../lambdas/auth/device/codes.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start as begin } from '../../../shared/make-context.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';
import { logIn, type Person } from '../oauth/oauth-world.ts';
import { codes } from './device-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = begin;
});

const wrong = 'WRNG-CCDE';
const quarter = 15 * 60_000;

/** Somebody at a keyboard of their own, who stays logged in. */
async function typist(on = world, person?: Person) {
  const who = person ?? (await on.addPerson());
  const credential = await logIn(on, who);
  const type = (userCode: string) =>
    on.ask({ routeKey: 'POST /v1/oauth/device/verify', credential, body: { userCode } });
  return { who, type, status: async (userCode: string) => (await type(userCode)).statusCode };
}

test('there are more codes than anybody can try', () => {
  expect(userCodeAlphabet).not.toMatch(/[0O1I]/);
  expect(new Set(userCodeAlphabet).size).toBe(32);
  const space = userCodeAlphabet.length ** 8;
  expect(space).toBeGreaterThan(20 ** 8);
  // RFC 8628 §5.1: 2^-32 or better, with five guesses in the ten minutes of a code.
  expect(5 / space).toBeLessThan(2 ** -32);
});

test('each letter comes equally often, whatever the random bytes', () => {
  const letters = Array.from({ length: 32 }, (_, at) => newUserCode(() => Buffer.alloc(8, at * 8 + 7))[0]);
  const every = Array.from({ length: 256 }, (_, byte) => newUserCode(() => Buffer.alloc(8, byte))[0]);
  expect(new Set(every).size).toBe(32);
  for (const letter of new Set(every)) expect(every.filter((each) => each === letter)).toHaveLength(8);
  expect(letters).toHaveLength(32);
});

test.each(['', 'ABCD', 'ABCD-EFG', 'ABCD-EFGHJ', 'ABCD-EFG0', 'ABCD-EFGI', 'ABCD_EFGH', 'АBCD-EFGH', '<script>'])(
  '%j is no code',
  (typed) => {
    expect(parseUserCode(typed)).toBeUndefined();
  },
);

test('after five wrong codes a person waits a quarter of an hour, and even the right one is not looked at', async () => {
  const { who, type, status } = await typist();
  for (let at = 0; at < 5; at += 1) expect(await status(wrong)).toBe(404);
  world.clock.now += 60_000;
  const { user_code: right } = await codes(world);
  const reply = await type(right);
  expect(problemOf(reply)).toMatchObject({ status: 429, code: 'too_many_attempts' });
  expect(reply.headers?.['retry-after']).toBe('840');
  world.clock.now = begin + quarter - 1;
  const later = await typist(world, who);
  expect(await later.status((await codes(world)).user_code)).toBe(429);
});

test('after that quarter of an hour there are five new ones', async () => {
  const { who, status } = await typist();
  for (let at = 0; at < 5; at += 1) await status(wrong);
  world.clock.now = begin + quarter;
  const later = await typist(world, who);
  for (let at = 0; at < 5; at += 1) expect(await later.status(wrong)).toBe(404);
  expect(await later.status(wrong)).toBe(429);
});

test('of fifty codes at the same moment five are looked at', async () => {
  const { status } = await typist();
  const { user_code: right } = await codes(world);
  const guesses = Array.from({ length: 50 }, (_, at) => (at === 49 ? right : wrong));
  const answers = await Promise.all(guesses.map(status));
  expect(answers.filter((answer) => answer === 404 || answer === 200).length).toBeLessThanOrEqual(6);
  expect(answers.filter((answer) => answer === 429).length).toBeGreaterThanOrEqual(44);
});

test('right codes cost nothing', async () => {
  const { status } = await typist();
  for (let at = 0; at < 8; at += 1) expect(await status((await codes(world)).user_code)).toBe(200);
  for (let at = 0; at < 5; at += 1) expect(await status(wrong)).toBe(404);
});

test('the wrong codes of one person are not those of another', async () => {
  const [ada, bob] = [await typist(), await typist()];
  for (let at = 0; at < 6; at += 1) await ada.status(wrong);
  expect(await ada.status(wrong)).toBe(429);
  expect(await bob.status((await codes(world)).user_code)).toBe(200);
});

test('many people at one address are held by it', async () => {
  const strict = await startAuth({ signInBurstPerIp: 20 });
  try {
    for (let at = 0; at < 5; at += 1) expect(await (await typist(strict)).status(wrong)).toBe(404);
    const { type } = await typist(strict);
    expect(problemOf(await type(wrong))).toMatchObject({ code: 'too_many_attempts' });
  } finally {
    await strict.close();
  }
});

test('an unknown, a used and a malformed code get the same answer', async () => {
  const { type, who } = await typist();
  const { user_code: used } = await codes(world);
  const credential = await logIn(world, who);
  const body = { userCode: used, decision: 'deny' };
  await world.ask({ routeKey: 'POST /v1/oauth/device/decide', credential, body });
  const [one, two, three] = [await type(wrong), await type(used), await type('no code')];
  expect(bodyOf(two)).toEqual(bodyOf(one));
  expect(bodyOf(three)).toEqual(bodyOf(one));
});
