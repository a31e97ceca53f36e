import * as z from 'zod';
import { route } from '../../../shared/route.ts';
import { RecoveryCodes, SecondFactorCode, SecondFactors } from './mfa.ts';

const password = z.string().min(1).max(256);

export const mfaContract = {
  readSecondFactors: route({
    method: 'GET',
    path: '/v1/auth/mfa',
    summary: 'See which second factors one has',
    access: 'authenticated',
    reply: { status: 200, description: 'How things stand.', body: SecondFactors },
  }),
  enrollTotp: route({
    method: 'POST',
    path: '/v1/auth/mfa/totp/enroll',
    summary: 'Get a secret for an authenticator app',
    description: 'It counts once it is activated, within 15 minutes. Enrolling again replaces what was not activated.',
    access: 'authenticated',
    body: z.strictObject({ password }),
    reply: {
      status: 200,
      description: 'The secret, shown only now.',
      body: z.object({
        secret: z.string().describe('Base 32.'),
        otpauthUri: z.string(),
        qrSvg: z.string().describe('A QR code of the URI, as an SVG document.'),
      }),
    },
    errors: ['invalid_credentials', 'conflict', 'too_many_attempts'],
  }),
  activateTotp: route({
    method: 'POST',
    path: '/v1/auth/mfa/totp/activate',
    summary: 'Make the enrolled authenticator app the second factor',
    access: 'authenticated',
    body: z.strictObject({ code: SecondFactorCode }),
    reply: { status: 200, description: 'Ten recovery codes.', body: RecoveryCodes },
    errors: ['invalid_credentials', 'conflict', 'too_many_attempts'],
  }),
  disableTotp: route({
    method: 'POST',
    path: '/v1/auth/mfa/totp/disable',
    summary: 'Remove the authenticator app and the recovery codes',
    access: 'authenticated',
    body: z.strictObject({ password, code: SecondFactorCode }),
    reply: { status: 204, description: 'Done.' },
    errors: ['invalid_credentials', 'conflict', 'too_many_attempts'],
  }),
  renewRecoveryCodes: route({
    method: 'POST',
    path: '/v1/auth/mfa/recovery-codes',
    summary: 'Replace the recovery codes',
    access: 'authenticated',
    body: z.strictObject({ password, code: SecondFactorCode }),
    reply: { status: 200, description: 'Ten new ones.', body: RecoveryCodes },
    errors: ['invalid_credentials', 'conflict', 'too_many_attempts'],
  }),
  securityPage: route({
    method: 'GET',
    path: '/account/security',
    summary: 'The page for second factor, passkeys and sessions',
    access: 'public',
    reply: { status: 200, description: 'A page that asks for a log-in first.', contentTypes: ['text/html'] },
  }),
} as const;
