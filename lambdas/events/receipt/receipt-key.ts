import type * as z from 'zod';
import { type DerivedKey, deriveKey, PublicKeys, publicKeys } from '../../../shared/derived-key.ts';

/** The platform's key for receipts. */
export type ReceiptKey = DerivedKey;

const current = { purpose: 'webhook receipt', prefix: 'receipt', version: 1 } as const;

export const ReceiptKeys = PublicKeys.meta({ id: 'WebhookReceiptKeys' });
export type ReceiptKeys = z.infer<typeof ReceiptKeys>;

/** The key that signs now, or one of before. */
export function deriveReceiptKey(serviceSecret: string, version: number = current.version): ReceiptKey {
  return deriveKey(serviceSecret, { ...current, version });
}

/** All keys that ever signed, the present one first. */
export function receiptKeys(serviceSecret: string): ReceiptKeys {
  return publicKeys(serviceSecret, current);
}
