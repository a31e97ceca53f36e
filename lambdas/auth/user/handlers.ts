import type { Handlers } from '../../../shared/route.ts';
import type { AuthDeps } from '../deps.ts';
import { confirmEmailPage } from '../page/confirm-email.ts';
import { forgotPasswordPage } from '../page/forgot-password.ts';
import { resetPasswordPage } from '../page/reset-password.ts';
import { verifyEmailPage } from '../page/verify-email.ts';
import { changeEmail } from './change-email.ts';
import { changePassword } from './change-password.ts';
import { confirmEmail } from './confirm-email.ts';
import type { userContract } from './contract.ts';
import { forgotPassword } from './forgot-password.ts';
import { resendVerification } from './resend-verification.ts';
import { resetPassword } from './reset-password.ts';
import { signUp } from './sign-up.ts';
import { verifyEmail } from './verify-email.ts';

export function userHandlers(deps: AuthDeps): Handlers<typeof userContract> {
  return {
    signUp: ({ ctx, body }) => signUp({ ctx, deps, input: body }),
    verifyEmail: ({ ctx, body }) => verifyEmail({ ctx, deps, input: body }),
    resendVerification: ({ ctx, body }) => resendVerification({ ctx, deps, input: body }),
    forgotPassword: ({ ctx, body }) => forgotPassword({ ctx, deps, input: body }),
    resetPassword: async ({ ctx, body }) => void (await resetPassword({ ctx, deps, input: body })),
    changePassword: async ({ ctx, body }) => void (await changePassword({ ctx, deps, input: body })),
    changeEmail: ({ ctx, body }) => changeEmail({ ctx, deps, input: body }),
    confirmEmail: ({ ctx, body }) => confirmEmail({ ctx, deps, input: body }),
    verifyEmailPage: async ({ query }) => verifyEmailPage(query.token),
    forgotPasswordPage: async () => forgotPasswordPage(),
    resetPasswordPage: async ({ query }) => resetPasswordPage(query.token),
    confirmEmailPage: async ({ query }) => confirmEmailPage(query.token),
  };
}
