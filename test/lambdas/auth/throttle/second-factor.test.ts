import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';
import { logIn, protectedVisitor } from '../mfa/app.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const codeOf = async (reply: ReturnType<typeof logIn>) => problemOf(await reply).code;

test('a wrong second factor counts against the lockout like a wrong password', async () => {
  const { user, code } = await protectedVisitor(world);
  for (let at = 0; at < 5; at += 1)
    expect(await codeOf(logIn(world, user.email, '000000'))).toBe('invalid_credentials');
  expect(await codeOf(logIn(world, user.email, code()))).toBe('too_many_attempts');
});

test('asking for the second factor is no failure, and buys no more guesses of it', async () => {
  const { user, code } = await protectedVisitor(world);
  for (let at = 0; at < 8; at += 1) expect(await codeOf(logIn(world, user.email))).toBe('mfa_required');
  for (let at = 0; at < 4; at += 1) {
    expect(await codeOf(logIn(world, user.email, '000000'))).toBe('invalid_credentials');
    expect(await codeOf(logIn(world, user.email))).toBe('mfa_required');
  }
  expect((await logIn(world, user.email, code())).statusCode).toBe(200);
});

test('of 50 parallel guesses of the second factor five are judged', async () => {
  const { user } = await protectedVisitor(world);
  const guesses = Array.from({ length: 50 }, (_, at) => codeOf(logIn(world, user.email, `${100_000 + at}`)));
  const judged = (await Promise.all(guesses)).filter((each) => each === 'invalid_credentials');
  expect(judged).toHaveLength(5);
});
