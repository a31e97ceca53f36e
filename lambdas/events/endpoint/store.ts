import * as z from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { Update } from '../../../shared/dynamo-expression.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import { usableProjects } from '../../../shared/project.ts';
import { type DisabledBecause, Endpoint, isForAllProjects } from './endpoint.ts';

type TableWrite = Write & { readonly table: Table };

export const endpointKey = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: `ENDPOINT#${id}` });

/** No plan has more (`planLimits`), and an organization that was on a larger one keeps what it has. */
const mostEndpoints = 1_000;

/** What works in the background reads, on behalf of nobody. */
export interface EndpointReader {
  read(orgId: string, id: string): Promise<Endpoint | undefined>;
  all(orgId: string): Promise<Endpoint[]>;
  /** How many the organization has, enabled or not. */
  count(orgId: string): Promise<number>;
}

/** What a request reads: endpoints that its caller may not know of are not there. */
export interface EndpointStore {
  get(ctx: Context, id: string): Promise<Endpoint | undefined>;
  list(ctx: Context, page: { limit: number; cursor?: string }): Promise<Page<Endpoint>>;
}

export function createEndpointReader(table: Table): EndpointReader {
  return {
    read: (orgId, id) => table.get(Endpoint, endpointKey(orgId, id)),
    all: (orgId) => table.query(Endpoint, { pk: `ORG#${orgId}`, skPrefix: 'ENDPOINT#', limit: mostEndpoints }),
    async count(orgId) {
      const counter = await table.get(z.object({ count: z.number() }), { pk: `ORG#${orgId}`, sk: 'ENDPOINTS' });
      return counter?.count ?? 0;
    },
  };
}

/** @param projects the table of projects, which say who may use them */
export function createEndpointStore(table: Table, projects: Table): EndpointStore {
  const keep = (ctx: Context) => (endpoints: Endpoint[]) => onlyForCaller(projects, ctx, endpoints);
  return {
    async get(ctx, id) {
      const endpoint = await table.get(Endpoint, endpointKey(ctx.orgId, id));
      return endpoint && (await keep(ctx)([endpoint]))[0];
    },
    list: (ctx, page) =>
      readPage(table, Endpoint, { pk: `ORG#${ctx.orgId}`, prefix: 'ENDPOINT#', ...page, keep: keep(ctx) }),
  };
}

/** An endpoint carries events of its projects, so it is there for those who may use all of them. */
async function onlyForCaller(projects: Table, ctx: Context, endpoints: Endpoint[]): Promise<Endpoint[]> {
  if (isForAllProjects(ctx)) return endpoints;
  const named = [...new Set(endpoints.flatMap(({ projectIds = [] }) => projectIds))];
  const usable = new Set<string>();
  for (let start = 0; start < named.length; start += 100) {
    for (const id of await usableProjects(projects, ctx, named.slice(start, start + 100))) usable.add(id);
  }
  return endpoints.filter(({ projectIds }) => projectIds?.every((id) => usable.has(id)) ?? false);
}

/** Part of a transaction. */
export function newEndpoint(table: Table, orgId: string, endpoint: Endpoint): TableWrite {
  return {
    table,
    put: { ...endpointKey(orgId, endpoint.id), ...endpoint },
    condition: { when: 'attribute_not_exists(pk)' },
  };
}

/** Part of a transaction; fails at the limit of the plan. */
export function endpointCounted(table: Table, orgId: string, limit: number): TableWrite {
  return {
    table,
    update: { pk: `ORG#${orgId}`, sk: 'ENDPOINTS' },
    change: { add: { count: 1 } },
    condition: { when: 'attribute_not_exists(#count) OR #count < :limit', values: { ':limit': limit } },
  };
}

/** Part of a transaction. */
export function endpointUncounted(table: Table, orgId: string): TableWrite {
  return { table, update: { pk: `ORG#${orgId}`, sk: 'ENDPOINTS' }, change: { add: { count: -1 } } };
}

/** Settings that a person changes; `undefined` takes one away. */
export type SettingsChange = Partial<
  Pick<
    Endpoint,
    | 'url'
    | 'description'
    | 'types'
    | 'projectIds'
    | 'pattern'
    | 'ordering'
    | 'orderingKey'
    | 'rateLimitPerSecond'
    | 'secretVersion'
    | 'previousSecret'
  >
>;

/** Part of a transaction; fails when the settings are not as they were read. State is left to deliveries. */
export function endpointChanged(
  table: Table,
  orgId: string,
  { id, version }: Endpoint,
  change: SettingsChange,
  now: number,
): TableWrite {
  const gone = Object.entries(change).flatMap(([name, value]) => (value === undefined ? [name] : []));
  const update: Update = {
    set: { ...change, updatedAt: new Date(now).toISOString() },
    add: { version: 1 },
    remove: gone,
  };
  return { table, update: endpointKey(orgId, id), change: update, condition: isAt(version) };
}

/** Part of a transaction; fails when the settings are not as they were read. */
export function endpointGone(table: Table, orgId: string, { id, version }: Endpoint): TableWrite {
  return { table, delete: endpointKey(orgId, id), condition: isAt(version) };
}

/**
 * Part of a transaction, or alone; fails when the endpoint is gone or disabled already. Nothing is decided for it from here on:
 * every write of deliveries to an endpoint demands `#enabled = :true`.
 */
export function endpointDisabled(
  table: Table,
  orgId: string,
  id: string,
  { because, now }: { readonly because: DisabledBecause; readonly now: number },
): TableWrite {
  const at = new Date(now).toISOString();
  return {
    table,
    update: endpointKey(orgId, id),
    change: {
      set: { enabled: false, disabledAt: at, disabledBecause: because, updatedAt: at },
      add: { version: 1 },
    },
    condition: { when: '#enabled = :true', values: { ':true': true } },
  };
}

/** Part of a transaction; fails when the endpoint is gone or enabled already. It starts anew, with what happens from now on. */
export function endpointEnabled(
  table: Table,
  orgId: string,
  id: string,
  { cursor, now }: { readonly cursor: number; readonly now: number },
): TableWrite {
  return {
    table,
    update: endpointKey(orgId, id),
    change: {
      set: {
        enabled: true,
        cursor,
        breaker: { state: 'closed', failures: 0 },
        updatedAt: new Date(now).toISOString(),
      },
      add: { version: 1 },
      remove: ['disabledAt', 'disabledBecause'],
    },
    condition: { when: '#enabled = :false', values: { ':false': false } },
  };
}

function isAt(version: number) {
  return { when: '#version = :version', values: { ':version': version } };
}
