import fc from 'fast-check';
import { calculateJwkThumbprint, jwtVerify, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { deriveKeys } from '../../../../lambdas/auth/token/keys.ts';
import { PublicJwk } from '../../../../lambdas/auth/token/store.ts';

/** Computed by a program of its own, from RFC 5869, FIPS 186-5 A.2.1 and RFC 7638: a change here logs everybody out. */
const known = {
  kty: 'EC',
  crv: 'P-256',
  x: 'P-YHMvCo9AfAlBBI60iQzCfZFJoebScrTlfm-OVv-gc',
  y: '5lojKs_mt1dwmSwNs50zDkD8ruPvTJsO_WtbNYo2WXo',
  kid: 'Gr-YHyw5noEelqN2478r5pmJxSl-6vH31ea2KFqG0u4',
  alg: 'ES256',
  use: 'sig',
};

test('a secret always gives the same keys', async () => {
  const keys = await deriveKeys('the secret of this deployment');
  expect(keys.publicJwk).toEqual(known);
  expect(keys.kid).toBe(known.kid);
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
  const { privateKey, publicJwk } = await deriveKeys('secret 27');
  const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
  await expect(jwtVerify(token, publicJwk)).resolves.toBeDefined();
});

test('another secret gives other keys', async () => {
  const [one, two] = await Promise.all([deriveKeys('a'), deriveKeys('b')]);
  expect(one.kid).not.toBe(two.kid);
  expect(one.refreshKey.equals(two.refreshKey)).toBe(false);
});
