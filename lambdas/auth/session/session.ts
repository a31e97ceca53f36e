import * as z from 'zod';

const dayMs = 24 * 3_600_000;
export const refreshTokenMs = 7 * dayMs;
/** However often it is refreshed, a session ends then (OWASP ASVS 5.0 V7.3.2). */
const sessionMs = 90 * dayMs;

/** How a person proved who they are (RFC 8176). */
export const AuthenticationMethod = z.enum(['pwd', 'otp', 'recovery', 'hwk']);
export type AuthenticationMethod = z.infer<typeof AuthenticationMethod>;

/** A passkey is two factors itself: the device, and what unlocks it. */
export function isTwoFactor(methods: readonly AuthenticationMethod[]): boolean {
  return methods.some((method) => method !== 'pwd');
}

/** A log-in and all refresh tokens that descend from it. */
export const Session = z.object({
  id: z.string(),
  userId: z.string(),
  orgId: z.string(),
  /** The one refresh token that is valid now; smaller ones are used up. */
  generation: z.number().int(),
  /** Random per session, so that a token cannot be made from the refresh key alone. */
  salt: z.string(),
  /** OAuth scopes, parted by spaces; `full` is all that the person's role allows. */
  scope: z.string(),
  /** The OAuth client that the tokens were given to; absent for our own log-in. */
  clientId: z.string().optional(),
  methods: z.array(AuthenticationMethod),
  /** Milliseconds since the epoch; absent when they proved it as the session began. */
  authenticatedAt: z.number().optional(),
  /** Thumbprint of the DPoP key that the tokens are bound to (RFC 9449 §6). */
  dpopThumbprint: z.string().optional(),
  /** Where it was last refreshed from. */
  ip: z.string(),
  userAgent: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  /** Milliseconds since the epoch of the last trade of a refresh token. */
  rotatedAt: z.number().optional(),
  expiresAt: z.number(),
});
export type Session = z.infer<typeof Session>;

/** When the refresh token that is given out now expires. */
export function expiryOf(createdAt: number, now: number): number {
  return Math.min(now + refreshTokenMs, createdAt + sessionMs);
}

/** What a person sees of a session of theirs. */
export const SessionView = Session.pick({
  ...{ id: true, createdAt: true, lastUsedAt: true, ip: true, userAgent: true, clientId: true, methods: true },
})
  .extend({
    organizationId: z.string(),
    isCurrent: z.boolean(),
    clientName: z.string().optional().describe('The app that has it; ending the session takes its consent back.'),
  })
  .meta({ id: 'Session' });
export type SessionView = z.infer<typeof SessionView>;

export const Tokens = z
  .object({
    accessToken: z.string(),
    refreshToken: z.string(),
    tokenType: z.literal('Bearer'),
    expiresIn: z.number().int().describe('Seconds that the access token is valid.'),
  })
  .meta({ id: 'Tokens' });
export type Tokens = z.infer<typeof Tokens>;
