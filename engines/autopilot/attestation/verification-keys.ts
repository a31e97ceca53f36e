import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import * as z from 'zod';

const Ed25519Key = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  alg: z.enum(['EdDSA', 'Ed25519']).optional(),
});
const Es256Key = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  alg: z.literal('ES256').optional(),
});
const Jwk = z.object({ kid: z.string().min(1), use: z.literal('sig').optional() });
const SigningKey = z.union([Ed25519Key, Es256Key]);

const KeySet = z.object({ keys: z.array(z.unknown()).max(100) });

export interface VerificationKey {
  readonly verifies: (bytes: Uint8Array, signature: Uint8Array) => boolean;
}

/** Keys by their `kid`; several may share one. */
export type VerificationKeys = ReadonlyMap<string, readonly VerificationKey[]>;

/** The keys are no JWK Set, or not one of them can verify an attestation. */
export class UnusableKeysError extends Error {
  override readonly name = 'UnusableKeysError';
}

/** Keys of other kinds and for other uses are left out, as RFC 7517 asks. @throws UnusableKeysError */
export function verificationKeys(jwks: unknown): VerificationKeys {
  const set = KeySet.safeParse(jwks);
  if (!set.success) throw new UnusableKeysError('The keys are no JWK Set.');
  const keys = new Map<string, VerificationKey[]>();
  for (const each of set.data.keys) {
    const named = Jwk.safeParse(each).data;
    const key = SigningKey.safeParse(each).data;
    if (!named || !key) continue;
    keys.set(named.kid, [...(keys.get(named.kid) ?? []), verifierOf(key, named.kid)]);
  }
  if (keys.size === 0) throw new UnusableKeysError('The JWK Set has no key that signs attestations.');
  return keys;
}

function verifierOf(jwk: z.infer<typeof SigningKey>, kid: string): VerificationKey {
  let key: KeyObject;
  try {
    const { kty, crv, x } = jwk;
    key = createPublicKey({ format: 'jwk', key: { kty, crv, x, ...(jwk.kty === 'EC' && { y: jwk.y }) } });
  } catch (cause) {
    throw new UnusableKeysError(`The key ${JSON.stringify(kid)} is none.`, { cause });
  }
  if (jwk.kty === 'OKP') return { verifies: (bytes, signature) => verify(null, bytes, key, signature) };
  return {
    verifies: (bytes, signature) =>
      verify('sha256', bytes, { key, dsaEncoding: 'der' }, signature) ||
      (signature.length === 64 && verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature)),
  };
}
