import { afterAll, beforeAll } from 'vitest';
import * as z from 'zod';
import { eventsContract } from '../../../lambdas/events/contract.ts';
import { deliveryId } from '../../../lambdas/events/delivery/delivery.ts';
import { eventsHandlers } from '../../../lambdas/events/handlers.ts';
import { httpHandler } from '../../../shared/http.ts';
import { newId } from '../../../shared/id.ts';
import { createIdempotency } from '../../../shared/idempotency.ts';
import { projectKey } from '../../../shared/project.ts';
import { httpEvent } from '../../shared/http-event.ts';
import { unlimited } from '../../shared/limits.ts';
import { start } from '../../shared/make-context.ts';
import { insiders, type Tenant, walkTenants } from '../../shared/tenant-walk.ts';
import { startWebhooks, type WebhookWorld } from './delivery/webhook-world.ts';

let world: WebhookWorld;
let handle: ReturnType<typeof httpHandler>;
beforeAll(async () => {
  world = await startWebhooks();
  const { tables, projects, deps, log, clock } = world;
  const apiUrl = 'https://api.example';
  handle = httpHandler(
    eventsContract,
    eventsHandlers({
      ...{ ...deps, dynamo: tables.client, projects, apiUrl, wait: async () => undefined },
      egress: { addresses: '', updatedAt: '' },
    }),
    { apiUrl, log, now: () => clock.now, limits: unlimited, idempotency: createIdempotency(tables.table) },
  );
});
afterAll(() => world.close());

const url = 'https://hooks.example.com/secret';

async function tenant(): Promise<Tenant> {
  const organization = world.organization();
  const { orgId } = organization;
  const projectId = newId('project', start);
  await world.projects.put({ ...projectKey(orgId, projectId), id: projectId, teamIds: [insiders] });
  const { id } = await organization.addEndpoint({ url, description: 'secret', projectIds: [projectId] });
  await organization.happen(1, () => ({ projectId, name: 'secret plan' }), 'project.created.v1');
  await organization.pump();
  const [delivery] = await organization.deliveries(id);
  if (!delivery) throw new Error('A delivery was expected.');
  const ids = { 'webhook-endpoints': id, 'webhook-deliveries': deliveryId(delivery) };
  return { orgId, projectId, ids: { ...ids, 'event-types': 'guardian.test.completed.v1' } };
}

/** What the service keeps, and what it asked of its workers. */
async function stateOf(orgId: string): Promise<string> {
  const kept = await world.tables.table.query(z.unknown(), { pk: `ORG#${orgId}`, limit: 500 });
  const due = world.queue.waiting.filter(({ message }) => message.orgId === orgId);
  return JSON.stringify([kept, due]);
}

walkTenants({
  ...{ contract: eventsContract, tenant, stateOf, ask: (asked) => handle(httpEvent(asked)) },
  bodies: {
    'POST /v1/webhook-endpoints': ({ projectId }) => ({ url, projectIds: [projectId] }),
    'PATCH /v1/webhook-endpoints/{id}': () => ({ description: 'mine now' }),
    'POST /v1/webhook-endpoints/{id}/rotate-secret': () => ({}),
    'POST /v1/webhook-endpoints/{id}/test': () => ({}),
    'POST /v1/webhook-endpoints/{id}/recover': () => ({ since: new Date(start - 60_000).toISOString() }),
  },
  ofEverybody: {
    'GET /v1/event-types': 'the catalogue, the same for all',
    'GET /v1/event-types/{type}': 'the catalogue, the same for all',
    'GET /v1/webhook-egress': 'addresses for the firewalls of anybody',
    'GET /v1/webhook-receipt-keys': 'public keys, by which anybody verifies a receipt',
  },
});
