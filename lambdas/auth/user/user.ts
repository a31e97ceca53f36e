import * as z from 'zod';
import { idPattern } from '../../../shared/id.ts';

export const UserId = z.string().regex(idPattern('user'), 'Not a user id');

/** RFC 5321 caps an address at 254 octets. Compared in lower case, as every large mail provider does. */
export const Email = z
  .string()
  .trim()
  .max(254)
  .transform((email) => email.normalize('NFKC').toLowerCase())
  .pipe(z.email());

/** Length is the rule, not what it is made of (OWASP ASVS 5.0 V6.2.1, V6.2.5); the upper bound keeps hashing cheap to ask for. */
export const Password = z.string().min(8, 'At least 8 characters').max(256);

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

export const StoredUser = User.extend({ passwordHash: z.string() });
export type StoredUser = z.infer<typeof StoredUser>;
