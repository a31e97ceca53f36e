import { createHash } from 'node:crypto';
import type { StoredUser } from './user.ts';

/** What a reset link is about: it lapses with the password that it was asked for, and with the address that it was mailed to. */
export function resetMarkOf(user: StoredUser): string {
  return createHash('sha256')
    .update(`${user.passwordVersion ?? 0} ${user.email}`)
    .digest('base64url');
}
