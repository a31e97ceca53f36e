import * as z from 'zod';
import type { Table } from '../dynamo.ts';
import type { Update } from '../dynamo-expression.ts';
import type { Write } from '../dynamo-transaction.ts';
import { type Page, readPage } from '../page.ts';

/** What a product keeps of a task beside the task: as long as its report, which is longer than the task itself. */
export interface TaskRecord {
  /** Of the task. */
  readonly id: string;
  readonly projectId: string;
  /** Once there is one, the record stands for itself. */
  readonly outcome?: unknown;
}

export interface RecordQuery<Stored> {
  readonly limit: number;
  readonly cursor?: string;
  readonly projectId?: string;
  readonly keep?: (records: Stored[]) => Promise<Stored[]>;
}

export type TableWrite = Write & { readonly table: Table };

export interface RecordStore<Stored extends TaskRecord> {
  readonly table: Table;
  /** Part of the transaction that submits the task. */
  creation(orgId: string, record: Stored, now: number): TableWrite;
  /** Part of a transaction. Fails where there is an outcome: a debounced task gets another input, and the first outcome stands. */
  whileOpen(orgId: string, id: string, change: Update): TableWrite;
  /** DynamoDB deletes up to two days late; what has had its time is gone all the same, as its report is. */
  get(orgId: string, id: string, now: number): Promise<Stored | undefined>;
  /** Newest first. */
  list(orgId: string, query: RecordQuery<Stored>, now: number): Promise<Page<Stored>>;
}

const keptSeconds = 90 * 24 * 3_600;
const Ttl = z.object({ ttl: z.number() });

/** Records of one kind: `ORG#o / <prefix><id>`. */
export function createRecordStore<Schema extends z.ZodType<TaskRecord>>(
  table: Table,
  { prefix, schema }: { readonly prefix: string; readonly schema: Schema },
): RecordStore<z.output<Schema>> {
  const key = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: prefix + id });
  const Item = z.intersection(schema, Ttl);
  return {
    table,
    creation: (orgId, record, now) => ({
      table,
      put: {
        ...key(orgId, record.id),
        ...Object.fromEntries(Object.entries(record)),
        ttl: Math.floor(now / 1_000) + keptSeconds,
      },
    }),
    whileOpen: (orgId, id, change) => ({
      table,
      update: key(orgId, id),
      change,
      condition: { when: 'attribute_exists(pk) AND attribute_not_exists(#outcome)' },
    }),
    async get(orgId, id, now) {
      const item = await table.get(Item, key(orgId, id));
      return item && item.ttl * 1_000 > now ? schema.parse(item) : undefined;
    },
    list: (orgId, { projectId, ...page }, now) =>
      readPage(table, schema, {
        ...{ pk: `ORG#${orgId}`, prefix, isDescending: true, ...page },
        filter: {
          when: `#ttl > :seconds${projectId ? ' AND #projectId = :projectId' : ''}`,
          values: { ':seconds': Math.floor(now / 1_000), ...(projectId && { ':projectId': projectId }) },
        },
      }),
  };
}

/** What an update sets of optional fields: those that are not given are taken away. */
export function setOrRemove(fields: Readonly<Record<string, unknown>>): Update {
  const entries = Object.entries(fields);
  return {
    set: Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
    remove: entries.filter(([, value]) => value === undefined).map(([name]) => name),
  };
}
