import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import { securityPage } from '../page/security.ts';
import { activateTotp } from './activate-totp.ts';
import type { mfaContract } from './contract.ts';
import { disableTotp } from './disable-totp.ts';
import { enrollTotp } from './enroll-totp.ts';
import { readSecondFactors } from './read-second-factors.ts';
import { renewRecoveryCodes } from './renew-recovery-codes.ts';

export function mfaHandlers(deps: AuthDeps): Handlers<typeof mfaContract> {
  return {
    readSecondFactors: ({ ctx }) => readSecondFactors({ ctx, deps }),
    enrollTotp: ({ ctx, body }) => enrollTotp({ ctx, deps, input: body }),
    activateTotp: ({ ctx, body }) => activateTotp({ ctx, deps, input: body }),
    disableTotp: async ({ ctx, body }) => void (await disableTotp({ ctx, deps, input: body })),
    securityPage: async () => securityPage(),
    renewRecoveryCodes: ({ ctx, body }) => renewRecoveryCodes({ ctx, deps, input: body }),
  };
}
