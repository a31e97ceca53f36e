import * as z from 'zod';
import type { Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import { StoredBatch, type TestOfBatch } from './batch.ts';

const prefix = 'BATCH#';
const key = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: prefix + id });
/** As long as its tests. */
const keptSeconds = 90 * 24 * 3_600;
const Item = StoredBatch.extend({ ttl: z.number() });

export interface BatchStore {
  /** Part of the transaction that submits the task. */
  creation(orgId: string, batch: StoredBatch, now: number): Write & { table: Table };
  /** Part of the transaction that gives a waiting, debounced task another input. */
  replacement(orgId: string, batch: StoredBatch): Write & { table: Table };
  /** DynamoDB deletes up to two days late; what has had its time is gone all the same, as its tests are. */
  get(orgId: string, id: string, now: number): Promise<StoredBatch | undefined>;
  /** What its tests came to; repeating it is harmless, and a batch that is retried may come to more. */
  conclude(orgId: string, id: string, tests: readonly TestOfBatch[]): Promise<void>;
  /** Newest first. */
  list(
    orgId: string,
    page: {
      readonly limit: number;
      readonly cursor?: string | undefined;
      readonly projectId?: string | undefined;
      readonly keep: (batches: StoredBatch[]) => Promise<StoredBatch[]>;
    },
    now: number,
  ): Promise<Page<StoredBatch>>;
}

export function createBatchStore(table: Table): BatchStore {
  return {
    creation: (orgId, batch, now) => ({
      table,
      put: { ...key(orgId, batch.id), ...batch, ttl: Math.floor(now / 1_000) + keptSeconds },
    }),
    replacement: (orgId, { id, urls, suites, device, thresholds }) => ({
      table,
      update: key(orgId, id),
      change: { set: { urls, suites, device, thresholds }, ...(!thresholds && { remove: ['thresholds'] }) },
      condition: { when: 'attribute_exists(pk)' },
    }),
    async get(orgId, id, now) {
      const item = await table.get(Item, key(orgId, id));
      return item && item.ttl * 1_000 > now ? StoredBatch.parse(item) : undefined;
    },
    async conclude(orgId, id, tests) {
      await table.update(key(orgId, id), { set: { outcome: { tests } } }, { when: 'attribute_exists(pk)' });
    },
    list: (orgId, { projectId, cursor, ...page }, now) =>
      readPage(table, StoredBatch, {
        ...{ pk: `ORG#${orgId}`, prefix, isDescending: true },
        ...page,
        ...(cursor !== undefined && { cursor }),
        filter: {
          when: `#ttl > :seconds${projectId ? ' AND #projectId = :projectId' : ''}`,
          values: { ':seconds': Math.floor(now / 1_000), ...(projectId && { ':projectId': projectId }) },
        },
      }),
  };
}
