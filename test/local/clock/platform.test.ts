import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { Client, logIn, newAccount } from '../../journey/client.ts';
import { type Platform, startPlatform } from '../../journey/platform.ts';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
}, 90_000);
afterAll(() => platform?.stop());

const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string() });

test('an access token expires by the virtual clock, and its refresh token gives a new one', async () => {
  const anybody = new Client(platform.ready.url);
  const { email, password } = await newAccount(platform.ready.url);
  const { accessToken, refreshToken } = await logIn(anybody, email, password);
  const me = async (token: string) => (await anybody.with(token).get('/v1/me')).status;
  expect(await me(accessToken)).toBe(200);
  expect((await anybody.post('/_local/clock', { advanceSeconds: 10 * 60 })).status).toBe(200);
  expect(await me(accessToken)).toBe(200);
  expect((await anybody.post('/_local/clock', { advanceSeconds: 6 * 60 })).status).toBe(200);
  expect(await me(accessToken)).toBe(401);
  const refreshed = (await anybody.post('/v1/auth/refresh', { refreshToken })).as(Tokens);
  expect(await me(refreshed.accessToken)).toBe(200);
});
