import { type KeyObject, sign } from 'node:crypto';
import * as z from 'zod';
import { type RunStatement, statementText } from './statement.ts';

export const payloadType = 'application/vnd.in-toto+json';

/** Either alphabet, as the specification asks of those who read. */
const Base64 = z.string().regex(/^[\w+/-]*={0,2}$/, 'Not base64');

/** DSSE: https://github.com/secure-systems-lab/dsse. What is not known is ignored, as the specification asks. */
export const Envelope = z.object({
  payload: Base64,
  payloadType: z.string(),
  signatures: z
    .array(z.object({ keyid: z.string(), sig: Base64 }))
    .min(1)
    .max(20),
});
export type Envelope = z.infer<typeof Envelope>;

/** What is signed: type and payload with their lengths in bytes, so that nothing can be moved from one to the other. */
export function preAuthenticationEncoding(type: string, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const typeBytes = Buffer.from(type);
  const head = Buffer.from(`DSSEv1 ${typeBytes.length} ${type} ${payload.length} `);
  return new Uint8Array(Buffer.concat([head, payload]));
}

export interface Signer {
  /** `kid` of the public key in the JWK Set. */
  readonly keyId: string;
  /** Ed25519 (RFC 8032), or ECDSA with P-256 and SHA-256, as DER or as r and s one after the other. */
  readonly sign: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

/** @throws TypeError for a key that is neither Ed25519 nor P-256 */
export function keySigner(keyId: string, privateKey: KeyObject): Signer {
  const { asymmetricKeyType, asymmetricKeyDetails } = privateKey;
  if (asymmetricKeyType === 'ed25519') return { keyId, sign: (bytes) => sign(null, bytes, privateKey) };
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1') {
    return { keyId, sign: (bytes) => sign('sha256', bytes, privateKey) };
  }
  throw new TypeError('Attestations are signed with Ed25519 or ES256.');
}

export async function signStatement(statement: RunStatement, signer: Signer): Promise<Envelope> {
  const payload = Buffer.from(statementText(statement));
  const signature = await signer.sign(preAuthenticationEncoding(payloadType, payload));
  return {
    payload: payload.toString('base64'),
    payloadType,
    signatures: [{ keyid: signer.keyId, sig: Buffer.from(signature).toString('base64') }],
  };
}
