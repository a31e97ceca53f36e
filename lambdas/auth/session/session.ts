import * as z from 'zod';

export const refreshTokenMs = 7 * 24 * 3_600_000;

/** A log-in and all refresh tokens that descend from it. */
export const Session = z.object({
  id: z.string(),
  userId: z.string(),
  orgId: z.string(),
  /** The one refresh token that is valid now; smaller ones are used up. */
  generation: z.number().int(),
  /** Random per session, so that a token cannot be made from the refresh key alone. */
  salt: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.number(),
});
export type Session = z.infer<typeof Session>;

export const Tokens = z
  .object({
    accessToken: z.string(),
    refreshToken: z.string(),
    tokenType: z.literal('Bearer'),
    expiresIn: z.number().int().describe('Seconds that the access token is valid.'),
  })
  .meta({ id: 'Tokens' });
export type Tokens = z.infer<typeof Tokens>;
