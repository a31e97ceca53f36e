import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashSecret, isWellFormedSecret, newSecret, secretPrefix } from '../../../../lambdas/auth/api-key/secret.ts';

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => newSecret(() => Buffer.from(array)));
const digits = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];

test('a secret has its prefix, 43 random characters and 6 of checksum', () => {
  fc.assert(
    fc.property(bytes, (secret) => {
      expect(secret).toMatch(/^odavl_[0-9A-Za-z]{49}$/);
      expect(isWellFormedSecret(secret)).toBe(true);
    }),
  );
});

test('the smallest and the largest secret, and a checksum, as another program computed them', () => {
  expect(newSecret(() => Buffer.alloc(32)).slice(0, -6)).toBe(secretPrefix + '0'.repeat(43));
  expect(newSecret(() => Buffer.alloc(32, 255)).slice(0, -6)).toBe('odavl_yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp1');
  expect(newSecret(() => Buffer.alloc(32)).slice(-6)).toBe('2YifAp');
});

test('any one character that is changed is noticed', () => {
  const place = fc.nat({ max: 48 });
  fc.assert(
    fc.property(bytes, place, fc.constantFrom(...digits), (secret, at, digit) => {
      const index = secretPrefix.length + at;
      fc.pre(secret[index] !== digit);
      expect(isWellFormedSecret(secret.slice(0, index) + digit + secret.slice(index + 1))).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});

test('two neighbours that are swapped are noticed', () => {
  fc.assert(
    fc.property(bytes, fc.nat({ max: 47 }), (secret, at) => {
      const index = secretPrefix.length + at;
      const [a = '', b = ''] = [secret[index], secret[index + 1]];
      fc.pre(a !== b);
      expect(isWellFormedSecret(secret.slice(0, index) + b + a + secret.slice(index + 2))).toBe(false);
    }),
  );
});

test('nothing around a secret belongs to it', () => {
  const secret = newSecret();
  for (const text of [` ${secret}`, `${secret}\n`, secret.slice(0, -1), secret.toUpperCase(), secret.slice(6), '']) {
    expect(isWellFormedSecret(text)).toBe(false);
  }
});

test('secrets and their hashes differ', () => {
  const secrets = Array.from({ length: 200 }, () => newSecret());
  expect(new Set(secrets).size).toBe(200);
  expect(new Set(secrets.map(hashSecret)).size).toBe(200);
  expect(hashSecret('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
