import * as z from 'zod';
import type { Table } from '../../../shared/dynamo.ts';
import { Receipt } from '../../../shared/receipt.ts';

export interface ReceiptStore {
  /** Up to `limit` receipts with numbers above `after`, in order. Those whose deliveries have expired are not there any more. */
  list(orgId: string, endpointId: string, query: { after: number; limit: number }): Promise<Receipt[]>;
}

/** A receipt is part of the delivery that it is for, so that there is never one without the other. */
const Kept = z.object({ receipt: Receipt });

export function createReceiptStore(table: Table): ReceiptStore {
  return {
    async list(orgId, endpointId, { after, limit }) {
      const skBetween = [deliveryKey(endpointId, after + 1), deliveryKey(endpointId, lastSequence)] as const;
      const kept = await table.query(Kept, { pk: `ORG#${orgId}`, skBetween, limit });
      return kept.map(({ receipt }) => receipt);
    },
  };
}

const digits = 12;
const lastSequence = 10 ** digits - 1;

function deliveryKey(endpointId: string, sequence: number): string {
  return `DELIVERY#${endpointId}#${String(sequence).padStart(digits, '0')}`;
}
