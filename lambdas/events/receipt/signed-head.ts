import { sign } from 'node:crypto';
import { type HeadClaims, signingInput } from '../../../shared/receipt.ts';
import type { ReceiptKey } from './receipt-key.ts';

/** A compact JWS that a chain went up to here at that moment: who keeps it can prove that later a part of it was missing. */
export function signedHead(key: ReceiptKey, head: HeadClaims): string {
  const input = signingInput('receipt-head', head, key.keyId);
  return `${input}.${sign(null, Buffer.from(input), key.privateKey).toString('base64url')}`;
}
