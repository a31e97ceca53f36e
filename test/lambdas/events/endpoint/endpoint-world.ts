import * as z from 'zod';
import type { Due } from '../../../../lambdas/events/delivery/queue/queue.ts';
import type { EventsDeps } from '../../../../lambdas/events/deps.ts';
import { endpointContract } from '../../../../lambdas/events/endpoint/contract.ts';
import { endpointHandlers } from '../../../../lambdas/events/endpoint/handlers.ts';
import { createEndpointReader, endpointKey } from '../../../../lambdas/events/endpoint/store.ts';
import { receiptContract } from '../../../../lambdas/events/receipt/contract.ts';
import { receiptHandlers } from '../../../../lambdas/events/receipt/handlers.ts';
import { httpHandler } from '../../../../shared/http.ts';
import { newId } from '../../../../shared/id.ts';
import { createIdempotency } from '../../../../shared/idempotency.ts';
import { FakeBus } from '../../../shared/fake-bus.ts';
import { FakeLog } from '../../../shared/fake-log.ts';
import { authenticated, httpEvent } from '../../../shared/http-event.ts';
import { unlimited } from '../../../shared/limits.ts';
import { start } from '../../../shared/make-context.ts';
import { startTables } from '../../../shared/table.ts';

export const serviceSecret = 'the one secret of this service';

export type EndpointWorld = Awaited<ReturnType<typeof startEndpoints>>;

/** The routes of endpoints and receipts over HTTP, on the real table engine. */
export async function startEndpoints(change: Partial<EventsDeps> = {}) {
  const tables = await startTables();
  const projects = await tables.add('projects');
  const clock = { now: start };
  const bus = new FakeBus();
  const log = new FakeLog();
  const due: Due[] = [];
  const deps: EventsDeps = {
    ...{ dynamo: tables.client, table: tables.table, projects, publish: bus.publish, log },
    ...{ apiUrl: 'https://api.example', now: () => clock.now, wait: async () => undefined },
    sendDue: async (messages) => void due.push(...messages),
    loadSecret: async () => serviceSecret,
    allowsLoopback: false,
    egress: { addresses: '', updatedAt: '' },
    ...change,
  };
  const handle = httpHandler(
    { ...endpointContract, ...receiptContract },
    { ...endpointHandlers(deps), ...receiptHandlers(deps) },
    {
      ...{ apiUrl: deps.apiUrl, log, now: () => clock.now, limits: unlimited },
      idempotency: createIdempotency(tables.table),
    },
  );
  const addProject = async (orgId: string, teamIds: string[] = []) => {
    const id = newId('project', start);
    await projects.put({ pk: `ORG#${orgId}`, sk: `PROJECT#${id}`, id, teamIds });
    return id;
  };
  return {
    ...{ tables, deps, clock, bus, log, due, handle, addProject },
    endpoints: createEndpointReader(tables.table),
    /** An organization, with somebody of it who asks; `authorizer` says what they are. */
    organization: (who: Record<string, unknown> = {}, orgId = newId('organization', start)) => {
      const as = (more: Record<string, unknown> = {}) => {
        const authorizer = authenticated({ orgId, plan: 'pro', ...who, ...more });
        const ask = (routeKey: string, asked: Asked = {}) => {
          const { id, ...rest } = asked;
          return handle(httpEvent({ routeKey, authorizer, ...(id !== undefined && { params: { id } }), ...rest }));
        };
        return callsOf(ask);
      };
      return { orgId, as, ...as(), addProject: (teamIds?: string[]) => addProject(orgId, teamIds) };
    },
    /** State that only deliveries writes. */
    setState: (orgId: string, id: string, set: Record<string, unknown>) =>
      tables.table.update(endpointKey(orgId, id), { set }),
    feedAt: (orgId: string, seq: number) => tables.table.put({ pk: `ORG#${orgId}`, sk: 'FEED', seq }),
  };
}

interface Asked {
  readonly id?: string;
  readonly body?: unknown;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
}

function callsOf(ask: (routeKey: string, asked?: Asked) => ReturnType<ReturnType<typeof httpHandler>>) {
  const one = '/v1/webhook-endpoints/{id}';
  const json = (ifMatch?: string) => ({
    headers: { 'content-type': 'application/json', ...(ifMatch && { 'if-match': ifMatch }) },
  });
  return {
    ask,
    create: (body: object, headers: Record<string, string> = {}) =>
      ask('POST /v1/webhook-endpoints', {
        body: { url: 'https://hooks.example.com/in', ...body },
        headers: { ...json().headers, ...headers },
      }),
    list: (query: Record<string, string> = {}) => ask('GET /v1/webhook-endpoints', { query }),
    get: (id: string) => ask(`GET ${one}`, { id }),
    update: (id: string, body: object, ifMatch?: string) => ask(`PATCH ${one}`, { id, body, ...json(ifMatch) }),
    remove: (id: string, ifMatch?: string) => ask(`DELETE ${one}`, { id, ...json(ifMatch) }),
    rotate: (id: string, body: object = {}, ifMatch?: string) =>
      ask(`POST ${one}/rotate-secret`, { id, body, ...json(ifMatch) }),
    enable: (id: string) => ask(`POST ${one}/enable`, { id }),
    disable: (id: string) => ask(`POST ${one}/disable`, { id }),
    sendTest: (id: string, body: object = {}) => ask(`POST ${one}/test`, { id, body, ...json() }),
    publicKey: (id: string) => ask(`GET ${one}/public-key`, { id }),
    receipts: (id: string, query: Record<string, string> = {}) => ask(`GET ${one}/receipts`, { id, query }),
    head: (id: string) => ask(`GET ${one}/receipts/head`, { id }),
  };
}

const View = z.looseObject({ id: z.string(), version: z.number(), enabled: z.boolean(), secretVersion: z.number() });

/** The reply of a creation or a rotation. */
export function createdOf(reply: { body?: string | undefined }) {
  const Created = z.strictObject({ endpoint: View, secret: z.string(), publicKey: z.string() });
  return Created.parse(JSON.parse(reply.body ?? ''));
}

export function viewOf(reply: { body?: string | undefined }) {
  return View.parse(JSON.parse(reply.body ?? ''));
}
