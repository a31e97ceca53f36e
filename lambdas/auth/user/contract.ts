import * as z from 'zod';
import { route } from '../../../shared/route.ts';
import { Organization, OrganizationName } from '../organization/organization.ts';
import { Email, Password, User } from './user.ts';

export const userContract = {
  signUp: route({
    method: 'POST',
    path: '/v1/auth/signup',
    summary: 'Create an account and its organization',
    description: 'Mails a verification link; log-in works once it was opened.',
    access: 'public',
    body: z.strictObject({
      email: Email,
      password: Password,
      name: z.string().trim().min(1).max(100),
      organizationName: OrganizationName,
    }),
    reply: {
      status: 201,
      description: 'The account, not verified yet.',
      body: z.object({ user: User, organization: Organization }),
    },
    errors: ['conflict'],
    isIdempotent: true,
  }),
  verifyEmail: route({
    method: 'POST',
    path: '/v1/auth/verify-email',
    summary: 'Confirm an e-mail address',
    access: 'public',
    body: z.strictObject({ token: z.string().min(1).max(200) }),
    reply: { status: 200, description: 'The address is verified.', body: z.object({ user: User }) },
    errors: ['invalid_link'],
  }),
  resendVerification: route({
    method: 'POST',
    path: '/v1/auth/resend-verification',
    summary: 'Mail the verification link again',
    description: 'The reply is the same whether or not the address is known.',
    access: 'public',
    body: z.strictObject({ email: Email }),
    reply: { status: 202, description: 'Accepted.', body: z.object({ status: z.literal('accepted') }) },
  }),
  verifyEmailPage: route({
    method: 'GET',
    path: '/verify-email',
    summary: 'The page that the verification mail links to',
    access: 'public',
    query: z.strictObject({ token: z.string().max(200) }),
    reply: { status: 200, description: 'A page with one button.', contentTypes: ['text/html'] },
  }),
} as const;
