import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** `odavls_` and 256 random bits. Only the hash is kept; with that much entropy a plain SHA-256 is enough. */
export function newClientSecret(): { secret: string; hash: string } {
  const secret = `odavls_${randomBytes(32).toString('base64url')}`;
  return { secret, hash: hashClientSecret(secret) };
}

function hashClientSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Takes the same time for a client that has no secret, or does not exist. */
export function isClientSecret(secret: string, hash: string | undefined): boolean {
  const actual = Buffer.from(hashClientSecret(secret));
  const expected = Buffer.from(hash ?? '0'.repeat(64));
  return actual.length === expected.length && timingSafeEqual(actual, expected) && hash !== undefined;
}
