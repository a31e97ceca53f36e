import * as z from 'zod';

/** A code of six digits, as authenticator apps show it, or a recovery code. Spaces and dashes do not count. */
export const SecondFactorCode = z.string().min(1).max(64);

export const RecoveryCodes = z
  .object({ recoveryCodes: z.array(z.string()).describe('Each works once. They are shown only now.') })
  .meta({ id: 'RecoveryCodes' });
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;

export const SecondFactors = z
  .object({
    totp: z.object({ isActive: z.boolean(), activatedAt: z.iso.datetime().optional() }),
    recoveryCodesLeft: z.number().int(),
    passkeys: z.number().int().describe('How many there are.'),
  })
  .meta({ id: 'SecondFactors' });
export type SecondFactors = z.infer<typeof SecondFactors>;

/** The authenticator app of a person: enrolled, then active once a first code of it was right. */
export const Authenticator = z.object({
  userId: z.string(),
  /** The secret shared with the app, encrypted (`vault.ts`). */
  sealedSecret: z.string(),
  isActive: z.boolean(),
  /** An enrolment that is not activated lapses. */
  expiresAt: z.number().optional(),
  activatedAt: z.iso.datetime().optional(),
  /** The time step of the last code used: only later ones are good (RFC 6238 §5.2). */
  lastStep: z.number().int(),
  recoveryHashes: z.array(z.string()),
  /** Rises with each change of the recovery codes. */
  recoveryVersion: z.number().int(),
});
export type Authenticator = z.infer<typeof Authenticator>;

export const enrolmentMs = 15 * 60_000;
