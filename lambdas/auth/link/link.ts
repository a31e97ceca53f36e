import * as z from 'zod';

/** What opening a mailed link lets its holder do, and for how long. */
export const linkLifetimes = {
  'verify-email': 24 * 3_600_000,
  'confirm-email-change': 24 * 3_600_000,
  'reset-password': 3_600_000,
  'accept-invitation': 7 * 24 * 3_600_000,
  'restore-account': 30 * 24 * 3_600_000,
  'restore-organization': 30 * 24 * 3_600_000,
} as const satisfies Record<string, number>;

export type LinkPurpose = keyof typeof linkLifetimes;

/** A mailed link: only the hash of its token is stored, and it works once. `subject` is the id that it is about. */
export const Link = z.object({
  purpose: z.string(),
  subject: z.string(),
  /** What was true when the link was made, for links that must lapse when it no longer is. */
  about: z.string().optional(),
  expiresAt: z.number(),
});
export type Link = z.infer<typeof Link>;
