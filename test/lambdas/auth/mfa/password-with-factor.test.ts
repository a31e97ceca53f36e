import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { mailsOf } from '../aftermath.ts';
import { type AuthWorld, password, startAuth, Tokens } from '../auth-world.ts';
import { logIn, protectedVisitor } from './app.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
  world.bus.events.length = 0;
});

const better = 'quite another one';

/** Somebody with an authenticator app, logged in with it. */
async function careful() {
  const person = await protectedVisitor(world);
  const { accessToken: credential } = Tokens.parse(bodyOf(await logIn(world, person.user.email, person.code())));
  world.clock.now += 60_000;
  const ask = (routeKey: string, body: object) => world.ask({ routeKey, body, credential });
  return { ...person, ask };
}

// OWASP ASVS 5.0 V6.4.3.
test('a password that was reset by mail does not stand for the second factor', async () => {
  const { user, code } = await careful();
  world.bus.events.length = 0;
  await world.ask({ routeKey: 'POST /v1/auth/password/forgot', body: { email: user.email } });
  const [mailed] = await mailsOf(world);
  const body = { token: mailed?.token, newPassword: better };
  expect((await world.ask({ routeKey: 'POST /v1/auth/password/reset', body })).statusCode).toBe(204);
  const again = (totp?: string) =>
    world.ask({
      routeKey: 'POST /v1/auth/login',
      body: { email: user.email, password: better, ...(totp && { totp }) },
    });
  expect(problemOf(await again())).toMatchObject({ status: 401, code: 'mfa_required' });
  expect((await again(code())).statusCode).toBe(200);
});

test.each([
  ['POST /v1/auth/password/change', { currentPassword: password, newPassword: better }, 204],
  ['POST /v1/me/email', { password, email: 'new@example.org' }, 202],
] as const)('%s asks for the second factor again', async (routeKey, body, done) => {
  const { ask, code } = await careful();
  expect(problemOf(await ask(routeKey, body))).toMatchObject({ code: 'mfa_required' });
  expect(problemOf(await ask(routeKey, { ...body, totp: '000000' }))).toMatchObject({ code: 'invalid_credentials' });
  expect((await ask(routeKey, { ...body, totp: code() })).statusCode).toBe(done);
});
