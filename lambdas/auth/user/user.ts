import * as z from 'zod';
import { idPattern } from '../../../shared/id.ts';

export const UserId = z.string().regex(idPattern('user'), 'Not a user id');

/**
 * Reads like any other account's, and finds nothing: what is done for an address is done for this one where the address is
 * unknown, so that neither the answer nor its time tells.
 */
export const nobody = { userId: `usr_${'0'.repeat(26)}`, orgId: `org_${'0'.repeat(26)}` } as const;

/**
 * RFC 5321 caps an address at 254 octets. Compared in lower case, as every large mail provider does. Letters that Unicode
 * calls compatible become their plain ones (NFKC); whatever is then beyond ASCII is refused, so no address looks like another
 * one. A domain in another script is written in Punycode.
 */
export const Email = z
  .string()
  .trim()
  .max(254)
  .transform((email) => email.normalize('NFKC').toLowerCase())
  .pipe(z.email());

/** A name stands in our mails to others, so it is neither a link nor anything that reads as something else. */
export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^(?!.*:\/\/)[^\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u, 'No links and no control characters');

/** Length is the rule, not what it is made of (OWASP ASVS 5.0 V6.2.1, V6.2.5); the upper bound keeps hashing cheap to ask for. */
export const Password = z.string().min(8, 'At least 8 characters').max(256, 'At most 256 characters');

export const User = z
  .object({
    id: UserId,
    email: z.string(),
    name: z.string(),
    isEmailVerified: z.boolean(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

export const StoredUser = User.extend({
  passwordHash: z.string(),
  /** Grows with each new password; a reset link is good for one. Absent: 0. */
  passwordVersion: z.number().int().optional(),
  /** Sessions that began earlier are over, whether or not their items are gone yet. Milliseconds since the epoch. */
  sessionsEndedAt: z.number().optional(),
  /** The one session that this did not end. */
  keptSessionId: z.string().optional(),
  /** When the account will be erased; until then nobody can log in with it. */
  deletionScheduledFor: z.iso.datetime().optional(),
});
export type StoredUser = z.infer<typeof StoredUser>;

/** A new address that waits for its owner's confirmation. `id` ties the mailed link to this wish and no later one. */
export const EmailChange = z.object({ id: z.string(), email: z.string(), expiresAt: z.number() });
export type EmailChange = z.infer<typeof EmailChange>;
