import { versionTag } from '../../../shared/if-match.ts';
import { type Handlers, Reply } from '../../../shared/route.ts';
import type { EventsDeps } from '../deps.ts';
import { createFeedReader } from '../feed/store.ts';
import type { endpointContract } from './contract.ts';
import { createEndpoint } from './create-endpoint.ts';
import { deleteEndpoint } from './delete-endpoint.ts';
import { egressOf } from './egress.ts';
import { type EndpointView, endpointView } from './endpoint.ts';
import { readPublicKey } from './read-public-key.ts';
import { requireEndpoint } from './require-endpoint.ts';
import { rotateSecret } from './rotate-secret.ts';
import { createEndpointStore } from './store.ts';
import { disableEndpoint, enableEndpoint } from './switch-endpoint.ts';
import { type DeliverOne, testEndpoint } from './test-endpoint.ts';
import { updateEndpoint } from './update-endpoint.ts';

export function endpointHandlers(base: EventsDeps): Handlers<typeof endpointContract> {
  const deps = {
    ...base,
    store: createEndpointStore(base.table, base.projects),
    feed: createFeedReader(base.table, base.now),
    customerEvents,
    deliver: deliverBy(base),
  };
  return {
    createWebhookEndpoint: async ({ ctx, body }) => {
      const made = await createEndpoint({ ctx, deps, input: body });
      const { endpoint } = made;
      return new Reply(made, { etag: versionTag(endpoint), location: `/v1/webhook-endpoints/${endpoint.id}` });
    },
    listWebhookEndpoints: async ({ ctx, query }) => {
      const page = await deps.store.list(ctx, query);
      return { ...page, items: page.items.map((endpoint) => endpointView(endpoint, ctx.now)) };
    },
    getWebhookEndpoint: async ({ ctx, params }) =>
      withEtag(endpointView(await requireEndpoint({ ctx, deps, input: params }), ctx.now)),
    updateWebhookEndpoint: async ({ ctx, params, body, request }) =>
      withEtag(await updateEndpoint({ ctx, deps, input: { ...params, change: body, ifMatch: request.ifMatch } })),
    deleteWebhookEndpoint: async ({ ctx, params, request }) =>
      void (await deleteEndpoint({ ctx, deps, input: { ...params, ifMatch: request.ifMatch } })),
    enableWebhookEndpoint: async ({ ctx, params }) => withEtag(await enableEndpoint({ ctx, deps, input: params })),
    disableWebhookEndpoint: async ({ ctx, params }) => withEtag(await disableEndpoint({ ctx, deps, input: params })),
    rotateWebhookSecret: async ({ ctx, params, body, request }) =>
      rotateSecret({ ctx, deps, input: { ...params, ...body, ifMatch: request.ifMatch } }),
    testWebhookEndpoint: ({ ctx, params, body }) => testEndpoint({ ctx, deps, input: { ...params, ...body } }),
    getWebhookPublicKey: ({ ctx, params }) => readPublicKey({ ctx, deps, input: params }),
    getWebhookEgress: async () => egressOf(deps.egress),
  };
}

/** Imported where it is needed, because it knows the payload of every event. */
async function customerEvents() {
  return (await import('../feed/catalog.ts')).customerEvents;
}

/** What decides on deliveries is imported with the first test. */
function deliverBy(deps: EventsDeps): DeliverOne {
  return async (orgId, endpoint, event) => {
    const { createDeliverOne } = await import('../delivery/deliver-one.ts');
    return createDeliverOne(deps)(orgId, endpoint, event);
  };
}

function withEtag(endpoint: EndpointView): Reply<EndpointView> {
  return new Reply(endpoint, { etag: versionTag(endpoint) });
}
