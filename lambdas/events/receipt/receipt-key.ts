import { createHash, hkdfSync, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { ed25519KeyOf, publicBytesOf } from '../signature/ed25519.ts';

/** The platform's key for receipts. */
export interface ReceiptKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** Raised by a release that changes the key; the older ones stay published, because receipts are kept for years. */
const currentVersion = 1;

/** RFC 8037 §2, RFC 7517 §5. */
export const ReceiptKeys = z
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
  .meta({ id: 'WebhookReceiptKeys' });
export type ReceiptKeys = z.infer<typeof ReceiptKeys>;

/** The key that signs now. Its id tells the version, and, should the service's secret ever be another one, that too. */
export function deriveReceiptKey(serviceSecret: string, version = currentVersion): ReceiptKey {
  const seed = Buffer.from(
    hkdfSync('sha256', serviceSecret, '', `odavl webhook receipt ed25519 version ${version}`, 32),
  );
  const privateKey = ed25519KeyOf(seed);
  const print = createHash('sha256').update(publicBytesOf(privateKey)).digest('hex').slice(0, 8);
  return { keyId: `receipt-${version}-${print}`, privateKey };
}

/** All keys that ever signed, the present one first. */
export function receiptKeys(serviceSecret: string): ReceiptKeys {
  const versions = Array.from({ length: currentVersion }, (_, index) => currentVersion - index);
  return { keys: versions.map((version) => publicJwk(deriveReceiptKey(serviceSecret, version))) };
}

function publicJwk({ keyId, privateKey }: ReceiptKey): ReceiptKeys['keys'][number] {
  const x = publicBytesOf(privateKey).toString('base64url');
  return { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: keyId, x };
}
