import * as z from 'zod';

/** From the wish to be deleted until the erasure begins: time to think again, and well within the 30 days that we promise. */
export const accountGraceMs = 14 * 24 * 3_600_000;

/** What stands in place of a person who is gone. */
export const erased = 'erased';

/** An account that is to be erased. */
export const LeavingAccount = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  deletionScheduledFor: z.iso.datetime(),
  /** Organizations that go with the account and come back with it: nobody else was in them. */
  deletedWith: z.array(z.string()).default([]),
  /** Since its erasure began: the organizations that know of it, which nothing else may tell any more. */
  knownIn: z.array(z.string()).default([]),
  /** And the addresses that it ever had. */
  knownAs: z.array(z.string()).default([]),
});
export type LeavingAccount = z.infer<typeof LeavingAccount>;
