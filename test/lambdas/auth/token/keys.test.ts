import fc from 'fast-check';
import { calculateJwkThumbprint, jwtVerify, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { epochMs, epochOf } from '../../../../lambdas/auth/token/epoch.ts';
import { deriveKeys } from '../../../../lambdas/auth/token/keys.ts';
import { PublicJwk } from '../../../../lambdas/auth/token/store.ts';
import { start } from '../../../shared/make-context.ts';

/** Computed by a program of its own, from RFC 5869, FIPS 186-5 A.2.1 and RFC 7638: a change here logs everybody out. */
const known = [
  [
    0,
    'N76Sizkl1Z0Q-cbUj2bgZBJbJd4wiFlGAiLRYf3iOSI',
    'dr0TbQl8Lmnk7fw5XUpfdEhoTdS5lI09kNMw-TdZrAY',
    'gGFAiJt5zp5SzSYdf8H9NGSW6z_B9PF8sWqWHDq8P3w',
  ],
  [
    1,
    'voaG3EyHAXXBqfo0GNjAY1dqm8nJRGfLUH0vNhw0Peo',
    'H8Imyu71b0kQHEUclV_6UOsmDGM7XybqWMbHIQU3ILY',
    '9wpeGVQzPKAQaVkhoUuJ9qud1dgLBqpybbrhPqBI1Dw',
  ],
  [
    690,
    'srskM2WLpmkskpiTWG9pCNeR5fTJIdoAkQ1GN4eoafQ',
    'BbCEm0QZSLJJyfWA4UiH8t8gnjyX1T_GF6XtLJ900RI',
    'OSCHwQr2ASZfQxkTIkcZbF2j8q_gY65GL2YoinSFB1I',
  ],
] as const;

test.each(known)('a secret always gives the same keys in epoch %i', async (epoch, x, y, kid) => {
  const keys = await deriveKeys('the secret of this deployment', epoch);
  expect(keys.publicJwk).toEqual({ kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig' });
  expect(keys.kid).toBe(kid);
  expect(keys.refreshKey.toString('hex')).toBe('9eabec03cf49d7912394cf7b012d7d8f4e3f656313ea1f2f0f0ae1c126d04d42');
});

test('any secret gives a key pair that fits, with a public half that has no private part', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1 }), async (secret) => {
      const { privateKey, publicJwk, kid } = await deriveKeys(secret);
      expect(PublicJwk.strict().parse(publicJwk)).toEqual(publicJwk);
      expect(await calculateJwkThumbprint(publicJwk)).toBe(kid);
      const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
      await expect(jwtVerify(token, publicJwk)).resolves.toBeDefined();
    }),
    { numRuns: 25 },
  );
});

test('a private key that begins with a zero byte fits, too', async () => {
  // One secret in 256 is like this one: FIPS 186-5 keeps the leading zeros, Node's own ECDH drops them.
  const { privateKey, publicJwk } = await deriveKeys('secret 224');
  const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
  await expect(jwtVerify(token, publicJwk)).resolves.toBeDefined();
});

test('an epoch is thirty days, and changes the key that signs and no other', async () => {
  expect([epochOf(0), epochOf(epochMs - 1), epochOf(epochMs), epochOf(start)]).toEqual([0, 0, 1, 692]);
  const [one, two] = await Promise.all([deriveKeys('a', 1), deriveKeys('a', 2)]);
  expect(one.kid).not.toBe(two.kid);
  expect(one.refreshKey.equals(two.refreshKey)).toBe(true);
  expect(one.vaultKey.equals(two.vaultKey)).toBe(true);
});

test('another secret gives other keys', async () => {
  const [one, two] = await Promise.all([deriveKeys('a'), deriveKeys('b')]);
  expect(one.kid).not.toBe(two.kid);
  expect(one.refreshKey.equals(two.refreshKey)).toBe(false);
});
