import * as z from 'zod';
import { idPattern } from '../../../shared/id.ts';

export const maxPasskeys = 20;
export const challengeMs = 5 * 60_000;

export const PasskeyId = z.string().regex(idPattern('passkey'), 'Not a passkey id');

export const Passkey = z
  .object({
    id: PasskeyId,
    name: z.string(),
    isBackedUp: z.boolean().describe('Whether its provider keeps a copy, so that it outlives the device.'),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Passkey' });
export type Passkey = z.infer<typeof Passkey>;

export const StoredPasskey = Passkey.extend({
  userId: z.string(),
  /** Base64url, as are all bytes here. */
  credentialId: z.string(),
  /** COSE key. */
  publicKey: z.string(),
  /** Signatures made, as the authenticator counts; 0 for ever when it does not count. */
  counter: z.number().int(),
  transports: z.array(z.string()),
});
export type StoredPasskey = z.infer<typeof StoredPasskey>;

/** What a challenge is good for; a registration is one person's own. */
export type ChallengeUse = { readonly purpose: 'register'; readonly userId: string } | { readonly purpose: 'log-in' };
