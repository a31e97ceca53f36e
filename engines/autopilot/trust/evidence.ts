import * as z from 'zod';

/**
 * Weighed successes and failures. An observation weighs half after 90 days. Instead of shrinking what is stored, a later
 * observation is stored larger: what is seen at time t adds `weight × 2^((t − landmark) / 90 d)`, and reading divides by the
 * same power of now. So a store only ever adds: updates at the same time, in any order, late ones too, give the same sums.
 */
export const Evidence = z.strictObject({ successes: z.number().min(0), failures: z.number().min(0) });
export type Evidence = z.infer<typeof Evidence>;

export const halfLifeDays = 90;
export const dayMs = 86_400_000;
/** Never to be changed: all that is stored is relative to it. A number of 64 bits lasts for 250 years from it. */
const landmark = Date.UTC(2025, 0, 1);

/** What one observation of this weight is stored as. */
export function storedWeight(at: Date, weight: number): number {
  return weight * growth(at);
}

/** What is stored, in observations of now. */
export function decayed({ successes, failures }: Evidence, now: Date): Evidence {
  const scale = growth(now);
  return { successes: successes / scale, failures: failures / scale };
}

function growth(at: Date): number {
  return 2 ** ((at.getTime() - landmark) / (halfLifeDays * dayMs));
}

export const noEvidence: Evidence = { successes: 0, failures: 0 };
