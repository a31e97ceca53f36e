import * as z from 'zod';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { OrganizationId } from '../organization/organization.ts';
import { Tokens } from '../session/session.ts';
import { Passkey, PasskeyId } from './passkey.ts';
import { LogInResponse, RegistrationResponse } from './response.ts';

const Descriptor = z.object({
  id: z.string(),
  type: z.literal('public-key'),
  transports: z.array(z.string()).optional(),
});

/** `PublicKeyCredentialCreationOptionsJSON`, as far as we use it (WebAuthn L3 §5.4). */
const CreationOptions = z.object({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.number().int() })),
  timeout: z.number().int(),
  excludeCredentials: z.array(Descriptor),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.boolean(),
    userVerification: z.literal('required'),
  }),
  attestation: z.literal('none'),
});

/** `PublicKeyCredentialRequestOptionsJSON` without a list of credentials (WebAuthn L3 §5.5). */
const RequestOptions = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.number().int(),
  userVerification: z.literal('required'),
});

export const passkeyContract = {
  offerPasskeyRegistration: route({
    method: 'POST',
    path: '/v1/auth/passkeys/options',
    summary: 'Begin to add a passkey',
    description:
      'For `navigator.credentials.create()`. Needs a log-in of the last 15 minutes. The challenge is good for 5.',
    access: 'authenticated',
    reply: { status: 200, description: 'Options.', body: CreationOptions },
  }),
  addPasskey: route({
    method: 'POST',
    path: '/v1/auth/passkeys',
    summary: 'Add a passkey',
    access: 'authenticated',
    body: z.strictObject({ name: z.string().trim().min(1).max(100), response: RegistrationResponse }),
    reply: { status: 201, description: 'The passkey.', body: Passkey },
    errors: ['conflict'],
  }),
  listPasskeys: route({
    method: 'GET',
    path: '/v1/auth/passkeys',
    summary: 'List one’s passkeys',
    access: 'authenticated',
    query: z.strictObject(pageQuery),
    reply: { status: 200, description: 'In the order they were added.', body: pageOf(Passkey) },
    errors: ['invalid_cursor'],
  }),
  removePasskey: route({
    method: 'DELETE',
    path: '/v1/auth/passkeys/{id}',
    summary: 'Remove a passkey',
    description: 'Needs a log-in of the last 15 minutes.',
    access: 'authenticated',
    params: z.strictObject({ id: PasskeyId }),
    reply: { status: 204, description: 'Done.' },
    errors: ['not_found'],
  }),
  offerPasskeyLogIn: route({
    method: 'POST',
    path: '/v1/auth/passkeys/login/options',
    summary: 'Begin to log in with a passkey',
    description: 'For `navigator.credentials.get()`. The challenge is good once, for 5 minutes.',
    access: 'public',
    reply: { status: 200, description: 'Options; the same for everybody.', body: RequestOptions },
    errors: ['too_many_attempts'],
  }),
  logInWithPasskey: route({
    method: 'POST',
    path: '/v1/auth/passkeys/login',
    summary: 'Log in with a passkey',
    access: 'public',
    body: z.strictObject({
      response: LogInResponse,
      organizationId: OrganizationId.optional().describe('Default: the organization joined first.'),
    }),
    reply: { status: 200, description: 'A pair of tokens.', body: Tokens },
    errors: [
      'invalid_credentials',
      'email_not_verified',
      'account_deletion_scheduled',
      'not_found',
      'too_many_attempts',
    ],
  }),
} as const;
