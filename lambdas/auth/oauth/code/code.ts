import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { AuthenticationMethod } from '../../session/session.ts';

/** RFC 6749 §4.1.2 allows ten minutes; an app that was redirected asks at once. */
export const codeMs = 60_000;
/** How long a used code is known, so that a second use ends what the first one began. */
export const usedCodeMs = 24 * 3_600_000;

/** What a person has allowed an app, until the app fetches its tokens. Only the hash of the code itself is kept. */
export const AuthorizationCode = z.object({
  clientId: z.string(),
  redirectUri: z.string(),
  /** RFC 7636 §4.2, method S256. */
  codeChallenge: z.string(),
  scope: z.string(),
  nonce: z.string().optional(),
  /** The only DPoP key that may fetch the tokens (RFC 9449 §10). */
  dpopThumbprint: z.string().optional(),
  userId: z.string(),
  orgId: z.string(),
  methods: z.array(AuthenticationMethod),
  /** When the person proved who they are, in milliseconds since the epoch. */
  authenticatedAt: z.number(),
  expiresAt: z.number(),
  /** Set when it is used: what was made of it. */
  sessionId: z.string().optional(),
});
export type AuthorizationCode = z.infer<typeof AuthorizationCode>;

/** 256 random bits. */
export function newCode(): { code: string; hash: string } {
  const code = randomBytes(32).toString('base64url');
  return { code, hash: hashCode(code) };
}

export function hashCode(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
