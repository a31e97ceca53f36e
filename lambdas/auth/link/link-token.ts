import { createHash, randomBytes } from 'node:crypto';

/** The secret part of a mailed link: 256 random bits, of which we keep only the hash. */
export function newLinkToken(): { token: string; hash: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashLinkToken(token) };
}

export function hashLinkToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
