import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { keySigner, type Signer } from '../../../engines/autopilot/attestation/envelope.ts';

/** RFC 8037 §2, RFC 7517 §5. */
export const AttestationKeys = z
  .object({
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
  })
  .meta({ id: 'AttestationKeys' });
export type AttestationKeys = z.infer<typeof AttestationKeys>;

/** Raised by a release that changes the key; the older ones stay published, because attestations are kept for years. */
const currentVersion = 1;

/** The key that signs now. */
export function attestationSigner(serviceSecret: string): Signer {
  const { kid, privateKey } = deriveKey(serviceSecret, currentVersion);
  return keySigner(kid, privateKey);
}

/** All keys that ever signed, the present one first. */
export function attestationKeys(serviceSecret: string): AttestationKeys {
  const versions = Array.from({ length: currentVersion }, (_, index) => currentVersion - index);
  return {
    keys: versions.map((version) => {
      const { kid, x } = deriveKey(serviceSecret, version);
      return { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid, x };
    }),
  };
}

/** A PKCS #8 Ed25519 key is these bytes and the 32 of the seed (RFC 8410 §7). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

function deriveKey(serviceSecret: string, version: number): { kid: string; x: string; privateKey: KeyObject } {
  const seed = Buffer.from(hkdfSync('sha256', serviceSecret, '', `odavl attestation ed25519 version ${version}`, 32));
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const print = createHash('sha256').update(x).digest('hex').slice(0, 8);
  return { kid: `attestation-${version}-${print}`, x, privateKey };
}
