import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { Condition } from '../../../shared/dynamo-expression.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { newId } from '../../../shared/id.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import { projectExists } from '../../../shared/project.ts';
import { Snapshot } from './snapshot.ts';

export interface SnapshotQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly projectId?: string;
  readonly projectName?: string;
  readonly keep?: (snapshots: Snapshot[]) => Promise<Snapshot[]>;
}

export interface SnapshotStore {
  /**
   * The snapshot that is kept: this one, or the one that came before under its id. Undefined when its project is not there for
   * this caller; then nothing is written.
   */
  keep(ctx: Context, projects: Table, snapshot: Snapshot, keptDays: number): Promise<Snapshot | undefined>;
  /** Newest first. */
  list(orgId: string, query: SnapshotQuery): Promise<Page<Snapshot>>;
}

/** So that each counts once, and the list of them in the order of their arrival. */
const idKey = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: `SNAPSHOT_ID#${id}` });
const listed = 'SNAPSHOT#';

const ById = z.object({ snapshot: Snapshot });
/** The id is of the place in the list; what is filtered by stands beside the snapshot. */
const Listed = z.object({ id: z.string(), snapshot: Snapshot });

export function createSnapshotStore(client: DynamoDBClient, table: Table): SnapshotStore {
  return {
    async keep(ctx, projects, snapshot, keptDays) {
      const { orgId } = ctx;
      const { snapshotId, projectId, projectName, receivedAt } = snapshot;
      const ttl = Math.floor(Date.parse(receivedAt) / 1_000) + keptDays * 86_400;
      const id = newId('snapshot', Date.parse(receivedAt));
      const key = idKey(orgId, snapshotId);
      const failed = await attempt(client, {
        byId: { table, put: { ...key, snapshot, ttl }, condition: { when: 'attribute_not_exists(pk)' } },
        listed: { table, put: { pk: key.pk, sk: listed + id, id, projectId, projectName, snapshot, ttl } },
        ...(projectId !== undefined && { project: projectExists(projects, ctx, projectId) }),
      });
      if (failed.has('project')) return undefined;
      if (!failed.has('byId')) return snapshot;
      const before = await table.get(ById, key);
      if (!before) throw new Error(`The snapshot ${snapshotId} went away while it was sent again.`);
      return before.snapshot;
    },
    async list(orgId, { keep, projectId, projectName, ...page }) {
      const filter = filterOf({ projectId, projectName });
      const found = await readPage(table, Listed, {
        ...{ pk: `ORG#${orgId}`, prefix: listed, isDescending: true, ...page },
        ...(filter && { filter }),
        ...(keep && { keep: async (items) => keepOf(items, await keep(items.map(({ snapshot }) => snapshot))) }),
      });
      return { ...found, items: found.items.map(({ snapshot }) => snapshot) };
    },
  };
}

function keepOf(items: z.infer<typeof Listed>[], kept: readonly Snapshot[]) {
  const snapshots = new Set(kept);
  return items.filter(({ snapshot }) => snapshots.has(snapshot));
}

function filterOf(wanted: { readonly projectId?: string | undefined; readonly projectName?: string | undefined }) {
  const clauses = Object.entries(wanted).filter(([, value]) => value !== undefined);
  if (clauses.length === 0) return undefined;
  return {
    when: clauses.map(([name]) => `#${name} = :${name}`).join(' AND '),
    values: Object.fromEntries(clauses.map(([name, value]) => [`:${name}`, value])),
  } satisfies Condition;
}
