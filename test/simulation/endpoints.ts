import * as z from 'zod';
import { deadUrl, openReceiver, type Receiver } from './receivers.ts';
import type { IsEndless } from './rest.ts';
import type { Tenant } from './tenant.ts';

/** A webhook endpoint of a tenant; without a receiver nobody listens at its address. */
export interface Endpoint {
  readonly id: string;
  readonly tenant: Tenant;
  readonly secret: string;
  /** Event types, or prefixes as `task.*`. */
  readonly types: readonly string[];
  readonly receiver: Receiver | undefined;
}

const Created = z.object({ endpoint: z.object({ id: z.string() }), secret: z.string() });

/** Each tenant has a receiver for everything; some fail at times, one wants order, one only ends of tasks, and one is dead. */
export async function addEndpoints(tenants: readonly Tenant[], seed: number): Promise<Endpoint[]> {
  const failing = [0, 0.2, 0, 0.4, 0.1];
  const endpoints = await Promise.all(
    tenants.map((tenant, index) => add(tenant, seed, { failing: failing[index] ?? 0, types: ['*'] })),
  );
  const [first, second, third] = tenants;
  if (!first || !second || !third) throw new Error('There are too few tenants.');
  const ordered = { ordering: 'key', orderingKey: 'subject' };
  const more = await Promise.all([
    add(first, seed, { failing: 0.1, types: ['task.*'], settings: ordered }),
    add(second, seed, { failing: 0, types: ['task.succeeded.v1', 'task.failed.v1', 'task.cancelled.v1'] }),
    addDead(third),
  ]);
  return [...endpoints, ...more];
}

interface Wanted {
  readonly failing: number;
  readonly types: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
}

async function add(tenant: Tenant, seed: number, { failing, types, settings }: Wanted): Promise<Endpoint> {
  const receiver = await openReceiver(`${tenant.name} ${types.join()}`, seed, failing);
  return {
    ...(await create(tenant, { url: receiver.url, types, rateLimitPerSecond: 100, ...settings })),
    types,
    receiver,
  };
}

async function addDead(tenant: Tenant): Promise<Endpoint> {
  const types = ['task.*'];
  return { ...(await create(tenant, { url: await deadUrl(), types })), types, receiver: undefined };
}

async function create(tenant: Tenant, body: unknown): Promise<Pick<Endpoint, 'id' | 'secret' | 'tenant'>> {
  const { endpoint, secret } = (await tenant.client.must('POST', '/v1/webhook-endpoints', body)).as(Created);
  return { id: endpoint.id, secret, tenant };
}

/** Its deliveries are tried for three days, which nobody waits for. */
export function isOfDeadEndpoint(endpoints: readonly Endpoint[]): IsEndless {
  const dead = endpoints.filter(({ receiver }) => receiver === undefined).map(({ id }) => id);
  return ({ sk }) => dead.some((id) => String(sk).includes(id));
}

export function wants({ types }: Pick<Endpoint, 'types'>, eventType: string): boolean {
  return types.some((type) => (type.endsWith('*') ? eventType.startsWith(type.slice(0, -1)) : eventType === type));
}
