import * as z from 'zod';
import { Receipt } from '../../../shared/receipt.ts';
import { route } from '../../../shared/route.ts';
import { EndpointId } from '../endpoint/endpoint.ts';
import { ReceiptKeys } from './receipt-key.ts';

const params = z.strictObject({ id: EndpointId });

export const receiptContract = {
  listWebhookReceipts: route({
    method: 'GET',
    path: '/v1/webhook-endpoints/{id}/receipts',
    summary: 'List the receipts of a webhook endpoint, by number',
    description:
      'One for everything that was decided to be sent, each holding the hash of the one before. They are kept as long as deliveries are.',
    access: 'webhooks:read',
    params,
    query: z.strictObject({
      after: z.coerce.number().int().min(0).default(0).describe('Only numbers above this one.'),
      limit: z.coerce.number().int().min(1).max(100).default(100).describe('Page size.'),
    }),
    reply: {
      status: 200,
      description: 'A page of receipts.',
      body: z.object({
        items: z.array(Receipt),
        nextAfter: z.number().int().optional().describe('`after` for the next page; absent at the end.'),
      }),
    },
    errors: ['not_found'],
  }),
  getWebhookReceiptHead: route({
    method: 'GET',
    path: '/v1/webhook-endpoints/{id}/receipts/head',
    summary: 'Read how far the receipts of a webhook endpoint go',
    description: 'Signed: keep it, and you can prove later that what came before it is not all there.',
    access: 'webhooks:read',
    params,
    reply: {
      status: 200,
      description: 'The newest receipt.',
      body: z.object({
        endpointId: EndpointId,
        sequence: z.number().int().describe('0 before the first.'),
        hash: z.string(),
        at: z.iso.datetime(),
        signature: z.string().describe('A compact JWS (EdDSA) over these four.'),
      }),
    },
    errors: ['not_found'],
  }),
  getWebhookReceiptKeys: route({
    method: 'GET',
    path: '/v1/webhook-receipt-keys',
    summary: 'Read the public keys of receipts',
    description: 'A JWK Set. Keep a copy: it verifies receipts without us.',
    access: 'public',
    reply: { status: 200, description: 'All keys that ever signed, the present one first.', body: ReceiptKeys },
  }),
} as const;
