import { createHash, hkdfSync, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { ed25519KeyOf, publicBytesOf } from './ed25519.ts';

/** The public keys of a service, as a JWK Set: RFC 8037 §2, RFC 7517 §5. */
export const PublicKeys = z.object({
  keys: z.array(
    z.object({
      kty: z.literal('OKP'),
      crv: z.literal('Ed25519'),
      alg: z.literal('EdDSA'),
      use: z.literal('sig'),
      kid: z.string(),
      x: z.string().describe('The public key, base64url.'),
    }),
  ),
});
export type PublicKeys = z.infer<typeof PublicKeys>;

/** What a key is for. Another word, or another version, is another key of the same secret. */
export interface KeyPurpose {
  readonly purpose: string;
  /** What its id begins with. */
  readonly prefix: string;
  /** Raised by a release that changes the key; older ones stay published, because what they signed is kept for years. */
  readonly version: number;
}

export interface DerivedKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** The ed25519 key of a purpose. Its id tells the version, and, should the secret ever be another one, that too. */
export function deriveKey(secret: string, { purpose, prefix, version }: KeyPurpose): DerivedKey {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', `odavl ${purpose} ed25519 version ${version}`, 32));
  const privateKey = ed25519KeyOf(seed);
  const print = createHash('sha256').update(publicBytesOf(privateKey)).digest('hex').slice(0, 8);
  return { keyId: `${prefix}-${version}-${print}`, privateKey };
}

/** All keys that ever signed for this purpose, the present one first. */
export function publicKeys(secret: string, current: KeyPurpose): PublicKeys {
  const versions = Array.from({ length: current.version }, (_, index) => current.version - index);
  return {
    keys: versions.map((version) => {
      const { keyId, privateKey } = deriveKey(secret, { ...current, version });
      const x = publicBytesOf(privateKey).toString('base64url');
      return { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: keyId, x };
    }),
  };
}
