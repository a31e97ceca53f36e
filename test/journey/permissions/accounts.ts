import { Secret, TOTP } from 'otpauth';
import * as z from 'zod';
import { SoftwareAuthenticator } from '../../lambdas/auth/passkey/software-authenticator.ts';
import { type Account, logIn, mailedToken } from '../client.ts';
import type { Scene } from './scene.ts';

const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string() });
const Id = z.object({ id: z.string() });
const password = 'correct horse battery';
const newcomer = (email: string) => ({ email, password, name: 'L', organizationName: 'L' });

/** What a person does with their own account. Replies the one that is to be erased. */
export async function tryAccounts(scene: Scene): Promise<{ erasableUserId: string }> {
  const { call, anybody } = scene;
  const boss = await scene.newBoss();
  await signUp(scene);
  await useSessions(scene, boss);
  await call(boss.client, 'GET /v1/me', 200);
  await call(boss.client, 'PATCH /v1/me', 200, { body: { name: 'Ada L.' } });
  await call(boss.client, 'GET /v1/me/export', 200);
  await useSecondFactor(scene, boss);
  await usePasskeys(scene, boss);
  await call(boss.client, 'GET /account/security', 200);
  await changeAddressAndPassword(scene, boss);

  const { user } = (await anybody.post('/v1/auth/signup', newcomer('gone@example.com'))).as(z.object({ user: Id }));
  await anybody.post('/v1/auth/verify-email', { token: await mailedToken(anybody, 'gone@example.com') });
  const leaving = async () => anybody.with((await logIn(anybody, 'gone@example.com', password)).accessToken);
  await call(await leaving(), 'DELETE /v1/me', 202, { body: { password } });
  const token = await mailedToken(anybody, 'gone@example.com', '/restore-account');
  await call(anybody, 'GET /restore-account', 200, { query: { token } });
  await call(anybody, 'POST /v1/auth/restore-account', 200, { body: { token } });
  await call(await leaving(), 'DELETE /v1/me', 202, { body: { password } });
  return { erasableUserId: user.id };
}

async function signUp({ call, anybody }: Scene): Promise<void> {
  const email = 'early@example.com';
  await call(anybody, 'POST /v1/auth/signup', 201, { body: newcomer(email) });
  const token = await mailedToken(anybody, email);
  await call(anybody, 'GET /verify-email', 200, { query: { token } });
  await call(anybody, 'POST /v1/auth/verify-email', 200, { body: { token } });
  await call(anybody, 'POST /v1/auth/signup', 201, { body: newcomer('late@example.com') });
  await call(anybody, 'POST /v1/auth/resend-verification', 202, { body: { email: 'late@example.com' } });
  await call(anybody, 'GET /forgot-password', 200);
  await call(anybody, 'POST /v1/auth/password/forgot', 202, { body: { email } });
  const reset = await mailedToken(anybody, email, '/reset-password');
  await call(anybody, 'GET /reset-password', 200, { query: { token: reset } });
  const newPassword = 'staple battery horse';
  await call(anybody, 'POST /v1/auth/password/reset', 204, { body: { token: reset, newPassword } });
  await call(anybody, 'POST /v1/auth/login', 401, { body: { email, password } });
  await call(anybody, 'POST /v1/auth/login', 200, { body: { email, password: newPassword } });
}

async function useSessions({ call, anybody }: Scene, { email, password, client }: Account): Promise<void> {
  const sessions = await Promise.all(Array.from({ length: 3 }, () => logIn(anybody, email, password)));
  const [refreshed, revoked] = sessions.map(({ refreshToken }) => refreshToken);
  const next = await call(anybody, 'POST /v1/auth/refresh', 200, { body: { refreshToken: refreshed } });
  const { refreshToken } = next.as(Tokens);
  // From elsewhere, as a thief would.
  const headers = { 'user-agent': 'thief' };
  await call(anybody, 'POST /v1/auth/refresh', 200, { body: { refreshToken } });
  await call(anybody, 'POST /v1/auth/refresh', 401, { body: { refreshToken: refreshed }, headers });
  await call(anybody, 'POST /v1/auth/logout', 204, { body: { refreshToken: revoked } });
  const listed = (await call(client, 'GET /v1/auth/sessions', 200)).as(
    z.object({ items: z.array(Id.extend({ isCurrent: z.boolean() })) }),
  );
  const other = listed.items.find(({ isCurrent }) => !isCurrent);
  await call(client, 'DELETE /v1/auth/sessions/{id}', 204, { params: { id: String(other?.id) } });
  await call(client, 'DELETE /v1/auth/sessions', 204);
}

async function useSecondFactor({ call, anybody }: Scene, { email, password, client }: Account): Promise<void> {
  const enrolled = await call(client, 'POST /v1/auth/mfa/totp/enroll', 200, { body: { password } });
  const totp = new TOTP({ secret: Secret.fromBase32(enrolled.as(z.object({ secret: z.string() })).secret) });
  const Codes = z.object({ recoveryCodes: z.array(z.string()) });
  await call(client, 'POST /v1/auth/mfa/totp/activate', 200, { body: { code: totp.generate() } });
  await call(client, 'GET /v1/auth/mfa', 200);
  // A code is good once; the next one is good already.
  const next = totp.generate({ timestamp: Date.now() + 30_000 });
  await call(anybody, 'POST /v1/auth/login', 401, { body: { email, password } });
  const renewed = await call(client, 'POST /v1/auth/mfa/recovery-codes', 200, { body: { password, code: next } });
  const [first, second] = renewed.as(Codes).recoveryCodes;
  await call(anybody, 'POST /v1/auth/login', 200, { body: { email, password, totp: first } });
  await call(client, 'POST /v1/auth/mfa/totp/disable', 204, { body: { password, code: second } });
}

async function usePasskeys({ call, anybody, runtime }: Scene, { client }: Account): Promise<void> {
  const device = new SoftwareAuthenticator();
  const here = { origin: runtime.url, rpId: new URL(runtime.url).hostname };
  const creation = (await call(client, 'POST /v1/auth/passkeys/options', 200)).as(
    z.object({ challenge: z.string(), user: Id }),
  );
  const body = { name: 'Phone', response: device.create(creation, here) };
  const { id } = (await call(client, 'POST /v1/auth/passkeys', 201, { body })).as(Id);
  await call(client, 'GET /v1/auth/passkeys', 200);
  const request = (await call(anybody, 'POST /v1/auth/passkeys/login/options', 200)).as(
    z.object({ challenge: z.string() }),
  );
  await call(anybody, 'POST /v1/auth/passkeys/login', 200, { body: { response: device.get(request, here) } });
  await call(client, 'DELETE /v1/auth/passkeys/{id}', 204, { params: { id } });
}

async function changeAddressAndPassword({ call, anybody }: Scene, account: Account): Promise<void> {
  const { client, password } = account;
  const email = 'moved@example.com';
  await call(client, 'POST /v1/me/email', 202, { body: { email, password } });
  const token = await mailedToken(anybody, email, '/confirm-email');
  await call(anybody, 'GET /confirm-email', 200, { query: { token } });
  await call(anybody, 'POST /v1/auth/confirm-email', 200, { body: { token } });
  const again = anybody.with((await logIn(anybody, email, password)).accessToken);
  const body = { currentPassword: password, newPassword: 'staple battery horse' };
  await call(again, 'POST /v1/auth/password/change', 204, { body });
}
