import { sign } from 'node:crypto';
import {
  firstPreviousHash,
  type Receipt,
  type ReceiptClaims,
  receiptHash,
  sha256,
  signingInput,
} from '../../../shared/receipt.ts';
import type { ReceiptKey } from './receipt-key.ts';

/**
 * The receipt of the decision to send this event under this number. The same input gives the same receipt (ed25519 draws no random
 * numbers), so a step that is repeated after a crash makes no second one.
 * @param input.previousHash `head` of the endpoint; undefined for its first receipt
 * @param input.body exactly as it will be sent
 * @param input.now milliseconds since the epoch
 */
export function nextReceipt(input: {
  readonly key: ReceiptKey;
  readonly endpointId: string;
  readonly sequence: number;
  readonly previousHash: string | undefined;
  readonly event: { readonly id: string; readonly type: string; readonly time: string };
  readonly body: string;
  readonly now: number;
}): Receipt {
  const { key, endpointId, sequence, event } = input;
  const claims: ReceiptClaims = {
    ...{ v: 1, endpointId, sequence, eventId: event.id, eventType: event.type, eventTime: event.time },
    payloadSha256: sha256(input.body),
    createdAt: new Date(input.now).toISOString(),
    previousHash: input.previousHash ?? firstPreviousHash(endpointId),
  };
  const signed = sign(null, Buffer.from(signingInput('receipt', claims, key.keyId)), key.privateKey);
  return { ...claims, hash: receiptHash(claims), keyId: key.keyId, signature: signed.toString('base64url') };
}
