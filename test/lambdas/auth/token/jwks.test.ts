import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { signAccessToken } from '../../../../lambdas/auth/token/access-token.ts';
import { epochMs, epochOf } from '../../../../lambdas/auth/token/epoch.ts';
import { bodyOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, apiUrl, startAuth } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const KeySet = z.strictObject({
  keys: z.array(
    z.strictObject({
      ...{ kty: z.literal('EC'), crv: z.literal('P-256'), alg: z.literal('ES256'), use: z.literal('sig') },
      ...{ kid: z.string(), x: z.string(), y: z.string() },
    }),
  ),
});
const read = async () => {
  const reply = await world.ask({ routeKey: 'GET /.well-known/jwks.json' });
  return { reply, ...KeySet.parse(bodyOf(reply)) };
};
const claims = { sub: 'usr_1', sid: 'ses_1', org: 'org_1', actor: 'user', scope: 'full', token_use: 'access' } as const;

test('a deployment that never signed a token publishes two keys, and nothing private of them', async () => {
  const { reply, keys } = await read();
  expect(keys).toHaveLength(2);
  expect(reply.headers).toMatchObject({ 'cache-control': 'public, max-age=300' });
});

test('what jose has read a whole epoch ago verifies the tokens of today', async () => {
  const known = createLocalJWKSet({ keys: (await read()).keys });
  world.clock.now = (epochOf(start) + 2) * epochMs - 1;
  const token = await signAccessToken(await world.loadSigningKey(), apiUrl, claims, world.clock.now);
  const options = { issuer: apiUrl, audience: apiUrl, currentDate: new Date(world.clock.now) };
  await expect(jwtVerify(token, known, options)).resolves.toMatchObject({ payload: { org: 'org_1' } });
});

test('the set of the next epoch has the key after next, and still the one before', async () => {
  const before = (await read()).keys.map(({ kid }) => kid);
  world.clock.now = (epochOf(start) + 1) * epochMs;
  const after = (await read()).keys.map(({ kid }) => kid);
  expect(after).toEqual(expect.arrayContaining(before));
  expect(new Set(after).size).toBe(3);
});
