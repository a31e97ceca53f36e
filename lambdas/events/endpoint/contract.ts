import * as z from 'zod';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { Egress } from './egress.ts';
import { EndpointId, EndpointView } from './endpoint.ts';
import { EndpointChange, NewEndpoint, Rotation, TestRequest } from './new-endpoint.ts';

const params = z.strictObject({ id: EndpointId });
const pathOfOne = '/v1/webhook-endpoints/{id}';

const WithSecret = z
  .object({
    endpoint: EndpointView,
    secret: z.string().describe('For `v1` signatures, `whsec_…`. Shown this once.'),
    publicKey: z.string().describe('For `v1a` signatures, `whpk_…`.'),
  })
  .meta({ id: 'WebhookEndpointWithSecret' });

export const endpointContract = {
  createWebhookEndpoint: route({
    method: 'POST',
    path: '/v1/webhook-endpoints',
    summary: 'Have events sent to a URL',
    description:
      'Everything that happens from now on and fits its filters, signed as [Standard Webhooks](https://www.standardwebhooks.com) says. A credential that is restricted to projects must name some of them.',
    access: 'webhooks:write',
    body: NewEndpoint,
    reply: { status: 201, description: 'The endpoint, and its secret this once.', body: WithSecret },
    errors: ['plan_limit_reached'],
    isIdempotent: true,
  }),
  listWebhookEndpoints: route({
    method: 'GET',
    path: '/v1/webhook-endpoints',
    summary: 'List webhook endpoints, oldest first',
    description: 'Those of all of whose projects the credential may know.',
    access: 'webhooks:read',
    query: z.strictObject(pageQuery),
    reply: { status: 200, description: 'A page of endpoints.', body: pageOf(EndpointView) },
    errors: ['invalid_cursor'],
  }),
  getWebhookEndpoint: route({
    method: 'GET',
    path: pathOfOne,
    summary: 'Read a webhook endpoint',
    access: 'webhooks:read',
    params,
    reply: { status: 200, description: 'The endpoint.', body: EndpointView },
    errors: ['not_found'],
  }),
  updateWebhookEndpoint: route({
    method: 'PATCH',
    path: pathOfOne,
    summary: 'Change a webhook endpoint',
    description:
      'Its settings; `null` takes one away. Filters hold for events that are not yet decided on. With `If-Match`, only if it is still the version that you read.',
    access: 'webhooks:write',
    params,
    body: EndpointChange,
    reply: { status: 200, description: 'The endpoint after the change.', body: EndpointView },
    errors: ['not_found', 'precondition_failed'],
  }),
  deleteWebhookEndpoint: route({
    method: 'DELETE',
    path: pathOfOne,
    summary: 'Delete a webhook endpoint',
    description:
      'Nothing is sent to it any more, and its deliveries and receipts can no longer be read: keep the receipts first.',
    access: 'webhooks:write',
    params,
    reply: { status: 204, description: 'Done.' },
    errors: ['not_found', 'precondition_failed'],
  }),
  enableWebhookEndpoint: route({
    method: 'POST',
    path: `${pathOfOne}/enable`,
    summary: 'Switch a webhook endpoint on',
    description: 'It gets what happens from now on. What it missed comes with `recover`.',
    access: 'webhooks:write',
    params,
    reply: { status: 200, description: 'The endpoint.', body: EndpointView },
    errors: ['not_found'],
  }),
  disableWebhookEndpoint: route({
    method: 'POST',
    path: `${pathOfOne}/disable`,
    summary: 'Switch a webhook endpoint off',
    access: 'webhooks:write',
    params,
    reply: { status: 200, description: 'The endpoint.', body: EndpointView },
    errors: ['not_found'],
  }),
  rotateWebhookSecret: route({
    method: 'POST',
    path: `${pathOfOne}/rotate-secret`,
    summary: 'Give a webhook endpoint a new secret',
    description:
      'Deliveries carry two signatures of each kind until the grace is over. A second rotation within the grace ends the oldest secret.',
    access: 'webhooks:write',
    params,
    body: Rotation,
    reply: { status: 200, description: 'The endpoint, and its new secret this once.', body: WithSecret },
    errors: ['not_found', 'conflict', 'precondition_failed'],
    isIdempotent: true,
  }),
  testWebhookEndpoint: route({
    method: 'POST',
    path: `${pathOfOne}/test`,
    summary: 'Send an example event to a webhook endpoint',
    description: 'Through everything that a real one goes through, filters aside; marked `test: true`.',
    access: 'webhooks:write',
    params,
    body: TestRequest,
    reply: {
      status: 202,
      description: 'On its way: its delivery tells how it went.',
      body: z.object({ deliveryId: z.string(), eventId: z.string() }),
    },
    errors: ['not_found', 'conflict'],
    isIdempotent: true,
  }),
  getWebhookPublicKey: route({
    method: 'GET',
    path: `${pathOfOne}/public-key`,
    summary: 'Read the public key of a webhook endpoint',
    access: 'webhooks:read',
    params,
    reply: {
      status: 200,
      description: 'The key of `v1a` signatures; during a rotation the old one, too.',
      body: z.object({
        publicKey: z.string().describe('`whpk_` and base64 of the 32 bytes of an ed25519 key.'),
        secretVersion: z.number().int(),
        previous: z.object({ publicKey: z.string(), until: z.iso.datetime() }).optional(),
      }),
    },
    errors: ['not_found'],
  }),
  getWebhookEgress: route({
    method: 'GET',
    path: '/v1/webhook-egress',
    summary: 'Where webhooks come from',
    description: 'For allow lists of firewalls. An address says who may knock; who it is, the signature says.',
    access: 'public',
    reply: { status: 200, description: 'The addresses that deliveries are sent from.', body: Egress },
  }),
} as const;
