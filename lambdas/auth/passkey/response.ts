import * as z from 'zod';

const base64url = (max: number) =>
  z
    .string()
    .regex(/^[\w-]+$/, 'Not base64url')
    .max(max);
/** A credential id has at most 1,023 bytes (WebAuthn L3 §4). */
const credentialId = base64url(1_364);

const credential = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  authenticatorAttachment: z
    .enum(['platform', 'cross-platform'])
    .nullish()
    .transform((value) => value ?? undefined),
  /** We ask for no extension, so whatever they say, we do not read it. */
  clientExtensionResults: z.unknown().transform(() => ({})),
};

/** `PublicKeyCredential.toJSON()` after `navigator.credentials.create()` (WebAuthn L3 §5.1.8). Fields we do not need are dropped. */
export const RegistrationResponse = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: base64url(8_192),
      attestationObject: base64url(65_536),
      transports: z.array(z.string().max(32)).max(10).optional(),
    }),
  })
  .meta({ id: 'PasskeyRegistration' });
export type RegistrationResponse = z.infer<typeof RegistrationResponse>;

/** The same after `navigator.credentials.get()`. */
export const LogInResponse = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: base64url(8_192),
      authenticatorData: base64url(16_384),
      signature: base64url(8_192),
      userHandle: base64url(88),
    }),
  })
  .meta({ id: 'PasskeyLogIn' });
export type LogInResponse = z.infer<typeof LogInResponse>;

const ClientData = z.object({
  challenge: z.string().min(16).max(512),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
});

/**
 * The challenge that a browser says it answered, so that we can look up whether it is ours. Undefined for what is no client
 * data, and for an answer from inside a frame of another site: our pages are in none.
 */
export function challengeIn(clientDataJSON: string): string | undefined {
  const parsed = ClientData.safeParse(parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8')));
  return parsed.success && !parsed.data.crossOrigin ? parsed.data.challenge : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
