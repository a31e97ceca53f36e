import { nextReceipt } from '../../../../lambdas/events/receipt/next-receipt.ts';
import { deriveReceiptKey, receiptKeys } from '../../../../lambdas/events/receipt/receipt-key.ts';
import { signedHead } from '../../../../lambdas/events/receipt/signed-head.ts';
import type { Receipt } from '../../../../shared/receipt.ts';

export const serviceSecret = 'a service secret of 64 characters, as the platform makes them .....';
export const key = deriveReceiptKey(serviceSecret);
export const keys = receiptKeys(serviceSecret);
export const endpointId = 'whe_01jd3w7v2m8q4c5r6t7y8n9p0a';
const start = Date.parse('2026-11-23T04:00:00.000Z');

interface Wish {
  readonly endpointId?: string;
  readonly key?: typeof key;
  /** Continues behind these. */
  readonly after?: readonly Receipt[];
  readonly mark?: string;
}

/** Receipts of as many events, each after the one before. */
export function chainOf(length: number, wish: Wish = {}): Receipt[] {
  const chain = [...(wish.after ?? [])];
  for (let at = 0; at < length; at += 1) {
    const last = chain.at(-1);
    const sequence = (last?.sequence ?? 0) + 1;
    const receipt = nextReceipt({
      ...{ key: wish.key ?? key, endpointId: wish.endpointId ?? endpointId, sequence, previousHash: last?.hash },
      event: { id: `evt_${sequence}`, type: 'task.succeeded.v1', time: new Date(start + sequence).toISOString() },
      body: `{"n":${sequence}${wish.mark ?? ''}}`,
      now: start + sequence,
    });
    chain.push(receipt);
  }
  return chain;
}

export function headOf(chain: readonly Receipt[], signer = key): string {
  const { endpointId: id, sequence, hash } = chain.at(-1) ?? chainOf(1)[0] ?? fail();
  return signedHead(signer, { endpointId: id, sequence, hash, at: new Date(start).toISOString() });
}

function fail(): never {
  throw new Error('A chain has a receipt.');
}
