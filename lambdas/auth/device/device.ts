import * as z from 'zod';
import { AuthenticationMethod } from '../session/session.ts';

export const deviceCodeSeconds = 600;
/** Between two polls at first; each poll that comes too early makes it longer (RFC 8628 §3.5). */
export const pollSeconds = 5;

/** Wrong codes of one person. */
export const guessLimit = { max: 5, windowMs: 15 * 60_000 } as const;

/** Wrong codes from one network address: five as well, where the stage lets it sign in twenty times a minute. */
export function networkGuessLimit(signInBurstPerIp: number) {
  return { ...guessLimit, max: Math.max(1, Math.floor(signInBurstPerIp / 4)) };
}

/** A device without a keyboard that waits for a person to let it in (RFC 8628). Only hashes of its two codes are stored. */
export const DeviceRequest = z.object({
  codeHash: z.string(),
  userCodeHash: z.string(),
  clientId: z.string(),
  clientName: z.string(),
  /** Of a client of one organization, which serves its members only. */
  clientOrgId: z.string().optional(),
  scope: z.string(),
  status: z.enum(['pending', 'approved', 'denied']),
  intervalSeconds: z.number(),
  /** Milliseconds since the epoch, as is `expiresAt`. */
  polledAt: z.number().optional(),
  /** Where the device is, for the person to compare. */
  ip: z.string(),
  userAgent: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.number(),
  /** Who let it in, and how this person had proved who they are. */
  approval: z
    .object({
      userId: z.string(),
      orgId: z.string(),
      methods: z.array(AuthenticationMethod),
      authenticatedAt: z.number(),
    })
    .optional(),
});
export type DeviceRequest = z.infer<typeof DeviceRequest>;
export type Approval = NonNullable<DeviceRequest['approval']>;
