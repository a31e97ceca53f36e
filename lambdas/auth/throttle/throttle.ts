import * as z from 'zod';

const minute = 60_000;

export interface Limit {
  readonly max: number;
  readonly windowMs: number;
}

/**
 * What one account may be tried for, whether or not it exists. Five failures in 15 minutes lock a log-in (OWASP ASVS 5.0
 * V6.3.1); the lock then lasts a whole window more.
 */
export const accountLimits = {
  'log-in': { max: 5, windowMs: 15 * minute },
  /** Wrong passwords and codes of a person who is logged in and changes how they log in. */
  'second-factor': { max: 5, windowMs: 15 * minute },
  'verification-mail': { max: 3, windowMs: 60 * minute },
  'reset-mail': { max: 3, windowMs: 60 * minute },
  'email-change': { max: 3, windowMs: 60 * minute },
} as const satisfies Record<string, Limit>;
export type AccountLimit = keyof typeof accountLimits;

/** What one network address may do in a minute, as a multiple of the stage's `signInBurstPerIp`. */
export const networkLimits = {
  'log-in': 1,
  'sign-up': 0.5,
  mail: 0.5,
  link: 1,
  'refresh-failure': 3,
} as const satisfies Record<string, number>;
export type NetworkLimit = keyof typeof networkLimits;

export function networkLimit(name: NetworkLimit, burstPerIp: number): Limit {
  return { max: Math.max(1, Math.floor(burstPerIp * networkLimits[name])), windowMs: minute };
}

/** How often something was tried in the window that ends at `until`. */
export const Tally = z.object({ count: z.number(), until: z.number() });
export type Tally = z.infer<typeof Tally>;
