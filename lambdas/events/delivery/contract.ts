import * as z from 'zod';
import { CloudEvent } from '../../../shared/cloud-event.ts';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { EndpointId, EndpointView } from '../endpoint/endpoint.ts';
import { DeliveryId, DeliveryStatus, DeliveryView } from './delivery.ts';

const ofEndpoint = z.strictObject({ id: EndpointId });
const ofDelivery = z.strictObject({ id: DeliveryId });

const DeliveryWithPayload = DeliveryView.extend({
  payload: z.looseObject(CloudEvent.shape).optional().describe('The event as it is sent. Absent when it has expired.'),
}).meta({ id: 'WebhookDeliveryWithPayload' });

export const RecoverRequest = z
  .strictObject({
    since: z.iso.datetime().describe('From when on.'),
    until: z.iso.datetime().optional().describe('To when; now, if left out.'),
    onlyFailed: z
      .boolean()
      .default(false)
      .describe('Leaves out events that were never sent: from before the endpoint, its filter, or while it was off.'),
  })
  .refine(({ since, until }) => until === undefined || Date.parse(until) > Date.parse(since), {
    path: ['until'],
    message: 'Must be after `since`',
  })
  .meta({ id: 'WebhookRecovery' });

export const DeliveryStats = z
  .object({
    deliveries: z.int().describe('How many this is about: the last 100.'),
    byStatus: z.record(DeliveryStatus, z.int()),
    successRate: z.number().optional().describe('Delivered ones among those with a final status, 0 to 1.'),
    attempts: z.int(),
    latencyMs: z.object({ p50: z.int(), p95: z.int() }).optional().describe('Of attempts that got a reply.'),
    health: EndpointView.shape.health,
  })
  .meta({ id: 'WebhookDeliveryStats' });

export const deliveryContract = {
  listWebhookDeliveries: route({
    method: 'GET',
    path: '/v1/webhook-endpoints/{id}/deliveries',
    summary: 'List the deliveries of a webhook endpoint, newest first',
    access: 'webhooks:read',
    params: ofEndpoint,
    query: z.strictObject({
      ...pageQuery,
      status: DeliveryStatus.optional(),
      type: z.string().max(128).optional().describe('Only of this event type.'),
      after: z.iso.datetime().optional().describe('Only those made at this time or later.'),
      before: z.iso.datetime().optional().describe('Only those made before this time.'),
    }),
    reply: { status: 200, description: 'A page of deliveries.', body: pageOf(DeliveryView) },
    errors: ['not_found', 'invalid_cursor'],
  }),
  getWebhookDelivery: route({
    method: 'GET',
    path: '/v1/webhook-deliveries/{id}',
    summary: 'Read a delivery with its payload and attempts',
    access: 'webhooks:read',
    params: ofDelivery,
    reply: { status: 200, description: 'The delivery.', body: DeliveryWithPayload },
    errors: ['not_found'],
  }),
  redeliverWebhook: route({
    method: 'POST',
    path: '/v1/webhook-deliveries/{id}/redeliver',
    summary: 'Send a delivery again',
    description:
      'A new attempt now, and retries as for a new one. Number, event id and receipt stay. It does not wait for others of its ordering key.',
    access: 'webhooks:write',
    params: ofDelivery,
    reply: { status: 202, description: 'The delivery, due now.', body: DeliveryView },
    errors: ['not_found', 'conflict'],
    isIdempotent: true,
  }),
  recoverWebhooks: route({
    method: 'POST',
    path: '/v1/webhook-endpoints/{id}/recover',
    summary: 'Send again what failed or was missed since a time',
    description:
      'Failed and discarded deliveries are sent again; events that match the filter and were never sent get new numbers. Repeating the request sends nothing twice while it is under way. `hasMore` tells that the limit of a request was reached: repeat it.',
    access: 'webhooks:write',
    params: ofEndpoint,
    body: RecoverRequest,
    reply: {
      status: 202,
      description: 'How many deliveries are due now.',
      body: z.object({ deliveries: z.int(), hasMore: z.boolean() }),
    },
    errors: ['not_found', 'conflict'],
    isIdempotent: true,
    cost: 10,
  }),
  getWebhookStats: route({
    method: 'GET',
    path: '/v1/webhook-endpoints/{id}/stats',
    summary: 'Success, latency and health of a webhook endpoint',
    access: 'webhooks:read',
    params: ofEndpoint,
    reply: { status: 200, description: 'Of the last 100 deliveries.', body: DeliveryStats },
    errors: ['not_found'],
  }),
} as const;
