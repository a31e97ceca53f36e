/** Receipts are verified outside of the service too (`bin/verify-receipts.ts`), so what they are is shared. */
export { compactReceipt, firstPreviousHash, Receipt } from '../../../shared/receipt.ts';
