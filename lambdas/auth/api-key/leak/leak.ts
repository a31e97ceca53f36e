import * as z from 'zod';

/**
 * One secret that was found in public, as GitHub's secret scanning tells its partners
 * (https://docs.github.com/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program).
 * What they add later is no error.
 */
const Leak = z.looseObject({
  token: z.string().max(4_096),
  type: z.string().max(256),
  url: z.string().max(4_096).nullish().describe('May be empty.'),
  source: z.string().max(256).nullish(),
});
export type Leak = z.infer<typeof Leak>;

export const Leaks = z.array(Leak).min(1).max(500);

/** What we answer of each: whether it ever was a secret of ours. By its hash, so that the secret is not sent once more. */
export const LeakLabel = z.object({
  token_hash: z.string().describe('SHA-256, in hex.'),
  token_type: z.string(),
  label: z.enum(['true_positive', 'false_positive']),
});
export type LeakLabel = z.infer<typeof LeakLabel>;
