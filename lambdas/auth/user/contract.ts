import * as z from 'zod';
import { route } from '../../../shared/route.ts';
import { Organization, OrganizationName } from '../organization/organization.ts';
import { Email, Password, PersonName, User } from './user.ts';

const token = z.string().min(1).max(200);
const currentPassword = z.string().max(256);
const totp = z.string().max(50).optional().describe('A code of the second factor, where the account has one.');
const accepted = { status: 202, description: 'Accepted.', body: z.object({ status: z.literal('accepted') }) } as const;

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
      name: PersonName,
      organizationName: OrganizationName,
    }),
    reply: {
      status: 201,
      description: 'The account, not verified yet.',
      body: z.object({ user: User, organization: Organization }),
    },
    errors: ['conflict', 'too_many_attempts', 'unavailable'],
    isIdempotent: true,
  }),
  verifyEmail: route({
    method: 'POST',
    path: '/v1/auth/verify-email',
    summary: 'Confirm an e-mail address',
    access: 'public',
    body: z.strictObject({ token }),
    reply: { status: 200, description: 'The address is verified.', body: z.object({ user: User }) },
    errors: ['invalid_link', 'too_many_attempts'],
  }),
  resendVerification: route({
    method: 'POST',
    path: '/v1/auth/resend-verification',
    summary: 'Mail the verification link again',
    description: 'The reply is the same whether or not the address is known.',
    access: 'public',
    body: z.strictObject({ email: Email }),
    reply: accepted,
    errors: ['too_many_attempts', 'unavailable'],
  }),
  forgotPassword: route({
    method: 'POST',
    path: '/v1/auth/password/forgot',
    summary: 'Mail a link that sets a new password',
    description: 'The reply is the same whether or not the address is known. At most three mails an hour.',
    access: 'public',
    body: z.strictObject({ email: Email }),
    reply: accepted,
    errors: ['too_many_attempts', 'unavailable'],
  }),
  resetPassword: route({
    method: 'POST',
    path: '/v1/auth/password/reset',
    summary: 'Set a new password by a mailed link',
    description: 'Ends all sessions and a lockout, and confirms the address.',
    access: 'public',
    body: z.strictObject({ token, newPassword: Password }),
    reply: { status: 204, description: 'The new password is set.' },
    errors: ['invalid_link', 'too_many_attempts', 'unavailable'],
  }),
  changePassword: route({
    method: 'POST',
    path: '/v1/auth/password/change',
    summary: 'Set a new password by the old one',
    description: 'Ends all other sessions. Only for a person who has logged in here, not for apps or keys.',
    access: 'authenticated',
    body: z.strictObject({ currentPassword, newPassword: Password, totp }),
    reply: { status: 204, description: 'The new password is set.' },
    errors: ['forbidden', 'invalid_credentials', 'mfa_required', 'conflict', 'too_many_attempts', 'unavailable'],
  }),
  changeEmail: route({
    method: 'POST',
    path: '/v1/me/email',
    summary: 'Move your account to another e-mail address',
    description: 'Mails a link to the new address; the old one stays until it was opened.',
    access: 'authenticated',
    body: z.strictObject({ email: Email, password: currentPassword, totp }),
    reply: accepted,
    errors: ['forbidden', 'invalid_credentials', 'mfa_required', 'conflict', 'too_many_attempts', 'unavailable'],
  }),
  confirmEmail: route({
    method: 'POST',
    path: '/v1/auth/confirm-email',
    summary: 'Confirm a new e-mail address',
    access: 'public',
    body: z.strictObject({ token }),
    reply: { status: 200, description: 'The account has its new address.', body: z.object({ user: User }) },
    errors: ['invalid_link', 'conflict', 'too_many_attempts', 'unavailable'],
  }),
  forgotPasswordPage: route({
    method: 'GET',
    path: '/forgot-password',
    summary: 'The page that asks for a reset mail',
    access: 'public',
    reply: { status: 200, description: 'A page with one field.', contentTypes: ['text/html'] },
  }),
  resetPasswordPage: route({
    method: 'GET',
    path: '/reset-password',
    summary: 'The page that the reset mail links to',
    access: 'public',
    query: z.strictObject({ token: z.string().max(200) }),
    reply: { status: 200, description: 'A page with one field.', contentTypes: ['text/html'] },
  }),
  confirmEmailPage: route({
    method: 'GET',
    path: '/confirm-email',
    summary: 'The page that the mail to a new address links to',
    access: 'public',
    query: z.strictObject({ token: z.string().max(200) }),
    reply: { status: 200, description: 'A page with one button.', contentTypes: ['text/html'] },
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
