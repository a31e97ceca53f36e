import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { type Delivered, deliver } from '../../../../lambdas/events/delivery/deliver.ts';
import { Delivery } from '../../../../lambdas/events/delivery/delivery.ts';
import type { AttemptDeps } from '../../../../lambdas/events/delivery/deps.ts';
import { createDueStore } from '../../../../lambdas/events/delivery/due/store.ts';
import { pumpFeed } from '../../../../lambdas/events/delivery/pump.ts';
import type { DeliveryMessage, Due } from '../../../../lambdas/events/delivery/queue/queue.ts';
import { createDeliveryStore } from '../../../../lambdas/events/delivery/store.ts';
import { sweepDeliveries } from '../../../../lambdas/events/delivery/sweep-deliveries.ts';
import { Endpoint } from '../../../../lambdas/events/endpoint/endpoint.ts';
import { createEndpointReader, endpointKey, newEndpoint } from '../../../../lambdas/events/endpoint/store.ts';
import { createFeedStore } from '../../../../lambdas/events/feed/store.ts';
import { nextReceipt } from '../../../../lambdas/events/receipt/next-receipt.ts';
import { deriveReceiptKey } from '../../../../lambdas/events/receipt/receipt-key.ts';
import { cloudEvent } from '../../../../shared/cloud-event.ts';
import { createTable, type Table } from '../../../../shared/dynamo.ts';
import { newId } from '../../../../shared/id.ts';
import { FakeBus } from '../../../shared/fake-bus.ts';
import { FakeLog } from '../../../shared/fake-log.ts';
import { start } from '../../../shared/make-context.ts';
import { startTables } from '../../../shared/table.ts';

export const serviceSecret = 'the one secret of this service';
const apiUrl = 'https://api.example';

/** The queue of due deliveries by the test's clock. */
interface Waiting {
  readonly message: DeliveryMessage;
  readonly visibleAt: number;
}

export type WebhookWorld = Awaited<ReturnType<typeof startWebhooks>>;

/** Pump, workers and sweeper on the real table engine, with a queue and a clock that the test moves. */
export async function startWebhooks() {
  const tables = await startTables();
  const projects = await tables.add('projects');
  const clock = { now: start };
  const bus = new FakeBus();
  const log = new FakeLog();
  const calls: string[] = [];
  tables.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        calls.push(commandName.replace('Command', ''));
        return next(args);
      },
    { step: 'initialize' },
  );
  const queue = { waiting: [] as Waiting[], isBroken: false };
  const sendDue = async (due: readonly Due[]) => {
    if (queue.isBroken) throw new Error('The queue is down.');
    // Ten messages are one call.
    for (let at = 0; at < due.length; at += 10) calls.push('SendMessageBatch');
    for (const { message, delaySeconds = 0 } of due) {
      queue.waiting.push({ message, visibleAt: clock.now + delaySeconds * 1_000 });
    }
  };
  const deps: AttemptDeps & { pump: (orgId: string) => Promise<void> } = {
    ...{ dynamo: tables.client, table: tables.table, log, sendDue, publish: bus.publish },
    ...{ now: () => clock.now, random: () => 0.5, loadSecret: async () => serviceSecret, pump: async () => {} },
    ...{ resolve: async () => [], allowsLoopback: true, timeoutMs: 2_000 },
  };
  const store = createDeliveryStore(tables.client, tables.table);
  const workers = workersOf(deps, clock, queue);
  return {
    ...{ tables, projects, clock, bus, log, queue, deps, store, ...workers },
    /** The AWS calls that an act makes, in order. */
    callsOf: async (act: () => Promise<unknown>): Promise<string[]> => {
      const before = calls.length;
      await act();
      return calls.slice(before);
    },
    organization: () => organizationOf(tables.client, tables.table, deps),
    close: () => tables.close(),
  };
}

function workersOf(deps: AttemptDeps, clock: { now: number }, queue: { waiting: Waiting[] }) {
  /** Handles all messages that are visible, at once, and what they bring forth. */
  const work = async (): Promise<Delivered[]> => {
    const outcomes: Delivered[] = [];
    for (;;) {
      const due = queue.waiting.filter(({ visibleAt }) => visibleAt <= clock.now);
      if (due.length === 0) return outcomes;
      queue.waiting = queue.waiting.filter((each) => !due.includes(each));
      outcomes.push(...(await Promise.all(due.map(({ message }) => deliver({ deps, input: message })))));
    }
  };
  const sweep = () =>
    sweepDeliveries({
      deps: { ...deps, store: createDueStore(deps.table), now: () => clock.now },
      input: { until: Number.POSITIVE_INFINITY },
    });
  /** Moves the clock, minute by minute with the sweeper, and from message to message between. */
  const pass = async (ms: number): Promise<Delivered[]> => {
    const end = clock.now + ms;
    const outcomes: Delivered[] = [];
    for (let nextSweep = clock.now + 60_000; clock.now < end; ) {
      const next = Math.min(end, nextSweep, ...queue.waiting.map(({ visibleAt }) => visibleAt));
      clock.now = Math.max(clock.now, next);
      if (clock.now >= nextSweep) {
        await sweep();
        // Where nothing waits, the hours between are empty.
        nextSweep = clock.now + (queue.waiting.length > 0 || ms < 7_200_000 ? 60_000 : 600_000);
      }
      outcomes.push(...(await work()));
    }
    return outcomes;
  };
  return { work, sweep, pass };
}

function organizationOf(
  dynamo: DynamoDBClient,
  table: Table,
  deps: AttemptDeps & { pump: (orgId: string) => Promise<void> },
) {
  const orgId = newId('organization', start);
  const feed = createFeedStore(dynamo, table);
  const reader = createEndpointReader(table);
  const addEndpoint = async (change: Partial<Endpoint> & { url: string }) => {
    const at = new Date(deps.now()).toISOString();
    const endpoint = Endpoint.parse({
      ...{ id: newId('webhookEndpoint', deps.now()), description: '', types: ['*'], ordering: 'none' },
      ...{ rateLimitPerSecond: 1_000, enabled: true, secretVersion: 1, createdAt: at, updatedAt: at, version: 1 },
      ...{ cursor: await feed.head(orgId), sequence: 0, breaker: { state: 'closed', failures: 0 } },
      ...change,
    });
    const write = newEndpoint(table, orgId, endpoint);
    if ('put' in write) await table.put(write.put);
    return endpoint;
  };
  return {
    ...{ orgId, addEndpoint },
    endpoint: async (id: string) => Endpoint.parse(await reader.read(orgId, id)),
    change: (id: string, set: Record<string, unknown>) => table.update(endpointKey(orgId, id), { set }),
    /** Events that happen now, in the feed. */
    happen: async (
      count: number,
      data: (nth: number) => Record<string, unknown> = (nth) => ({ nth }),
      type = 'task.queued.v1',
    ) => {
      const now = deps.now();
      const occurredAt = new Date(now).toISOString();
      const events = Array.from({ length: count }, (_, nth) =>
        cloudEvent({ id: newId('event', now), orgId, type, occurredAt, data: data(nth) }),
      );
      for (let at = 0; at < count; at += 25)
        await feed.append(orgId, events.slice(at, at + 25), { now, keptDays: 30, apiUrl });
      return events.map(({ id }) => id);
    },
    pump: (change: Partial<typeof deps> = {}) =>
      pumpFeed({ deps: { ...deps, ...change }, input: { orgId, until: Number.POSITIVE_INFINITY } }),
    deliveries: (endpointId: string) =>
      table.query(Delivery, { pk: `ORG#${orgId}`, skPrefix: `DELIVERY#${endpointId}#`, limit: 10_000 }),
  };
}

/** Numbers without a gap, and receipts that follow from one another and from what was sent. */
export async function chainProblems(table: Table, orgId: string, endpoint: Endpoint): Promise<string[]> {
  const deliveries = await table.query(Delivery, {
    ...{ pk: `ORG#${orgId}`, skPrefix: `DELIVERY#${endpoint.id}#`, limit: 10_000 },
  });
  const Text = z.object({ event: z.string() });
  const key = deriveReceiptKey(serviceSecret);
  const problems: string[] = [];
  let previousHash: string | undefined;
  for (const [at, { sequence, position, receipt, body }] of deliveries.entries()) {
    const sk = `EVENT#${String(position).padStart(12, '0')}`;
    const text = body ?? (await table.get(Text, { pk: `ORG#${orgId}`, sk }))?.event ?? '';
    const event: unknown = JSON.parse(text);
    const { id, type, time } = z.object({ id: z.string(), type: z.string(), time: z.string() }).parse(event);
    const expected = nextReceipt({
      ...{ key, endpointId: endpoint.id, sequence: at + 1, previousHash, event: { id, type, time }, body: text },
      now: Date.parse(receipt.createdAt),
    });
    if (sequence !== at + 1) problems.push(`${sequence} is at place ${at + 1}`);
    if (JSON.stringify(expected) !== JSON.stringify({ ...expected, ...receipt })) problems.push(`receipt ${sequence}`);
    previousHash = receipt.hash;
  }
  if (endpoint.sequence !== deliveries.length) problems.push(`the endpoint is at ${endpoint.sequence}`);
  if (endpoint.head !== previousHash) problems.push('the head is another');
  return problems;
}

/** A client whose process dies after some calls: every later one fails, and none of them reaches the table. */
export function dyingAfter(
  calls: number,
  endpoint: string,
): { dynamo: DynamoDBClient; table: Table; isDead: () => boolean } {
  let left = calls;
  const dynamo = new DynamoDBClient({
    ...{ endpoint, region: 'eu-central-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  dynamo.middlewareStack.add(
    (next) => async (args) => {
      left -= 1;
      if (left < 0) throw new Error('This process is dead.');
      return next(args);
    },
    { step: 'initialize' },
  );
  return { dynamo, table: createTable(dynamo, 'store'), isDead: () => left < 0 };
}
