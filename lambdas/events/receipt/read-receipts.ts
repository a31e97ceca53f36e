import type { Context } from '../../../shared/context.ts';
import { firstPreviousHash, type Receipt } from '../../../shared/receipt.ts';
import { requireEndpoint } from '../endpoint/require-endpoint.ts';
import type { EndpointStore } from '../endpoint/store.ts';
import { deriveReceiptKey } from './receipt-key.ts';
import { signedHead } from './signed-head.ts';
import type { ReceiptStore } from './store.ts';

/** @throws AppError `not_found` */
export async function listReceipts(call: {
  ctx: Context;
  deps: { readonly store: EndpointStore; readonly receipts: ReceiptStore };
  input: { readonly id: string; readonly after: number; readonly limit: number };
}): Promise<{ items: Receipt[]; nextAfter?: number }> {
  const { ctx, deps, input } = call;
  const { sequence } = await requireEndpoint(call);
  const items = await deps.receipts.list(ctx.orgId, input.id, input);
  const last = items.at(-1)?.sequence;
  return { items, ...(last !== undefined && last < sequence && { nextAfter: last }) };
}

/** @throws AppError `not_found` */
export async function readHead(call: {
  ctx: Context;
  deps: { readonly store: EndpointStore; readonly loadSecret: () => Promise<string> };
  input: { readonly id: string };
}) {
  const { ctx, deps } = call;
  const [endpoint, serviceSecret] = await Promise.all([requireEndpoint(call), deps.loadSecret()]);
  const head = {
    endpointId: endpoint.id,
    sequence: endpoint.sequence,
    hash: endpoint.head ?? firstPreviousHash(endpoint.id),
    at: new Date(ctx.now).toISOString(),
  };
  return { ...head, signature: signedHead(deriveReceiptKey(serviceSecret), head) };
}
