import * as z from 'zod';

const loopback = /^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?(?:\/|$)/;

/**
 * Who signs tokens that we take from elsewhere, exactly as its tokens say it: OpenID Connect Discovery §4.3 knows no equal
 * issuers, only identical ones. So it is in the form in which a URL parser gives it back, which no look-alike in other letters
 * is. `http` is for stage `local` alone; whoever reads keys refuses it elsewhere.
 */
export const IssuerUrl = z
  .string()
  .max(512)
  .refine((text) => isPlain(text) && (text.startsWith('https://') || loopback.test(text)), {
    message: 'An https URL in its normal form, without user, query and fragment',
  });

function isPlain(text: string): boolean {
  const url = URL.parse(text);
  if (!url || url.username || url.password || url.search || url.hash || /[?#\\]/.test(text)) return false;
  return url.href === text || url.href === `${text}/`;
}

export function isLoopback(url: string): boolean {
  return loopback.test(url);
}

/** OpenID Connect Discovery §4.1: below the issuer, whose own last slash does not count. */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

export const Discovery = z.object({ issuer: z.string(), jwks_uri: z.string().max(2_048) });

/** Only what verifies: a symmetric key in a public set would be a secret that everybody knows. */
const PublicKey = z.looseObject({ kty: z.enum(['RSA', 'EC', 'OKP']), kid: z.string().optional() });
export type PublicKey = z.infer<typeof PublicKey>;

export const KeySet = z
  .object({ keys: z.array(z.unknown()).max(100) })
  .transform(({ keys }) => keys.flatMap((key) => PublicKey.safeParse(key).data ?? []));

/** Asymmetric ones only, so that no public key can ever be taken for a secret (RFC 8725 §3.1). */
export const issuerAlgorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'];

/** The keys of an issuer could not be had; `message` is for the one who trusts it. */
export class IssuerFailure extends Error {
  override readonly name = 'IssuerFailure';
}
