import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import { verifyEmailPage } from '../page/verify-email.ts';
import type { userContract } from './contract.ts';
import { resendVerification } from './resend-verification.ts';
import { signUp } from './sign-up.ts';
import { verifyEmail } from './verify-email.ts';

export function userHandlers(deps: AuthDeps): Handlers<typeof userContract> {
  return {
    signUp: ({ ctx, body }) => signUp({ ctx, deps, input: body }),
    verifyEmail: ({ ctx, body }) => verifyEmail({ ctx, deps, input: body }),
    resendVerification: ({ ctx, body }) => resendVerification({ ctx, deps, input: body }),
    verifyEmailPage: async ({ query }) => verifyEmailPage(query.token),
  };
}
