import * as z from 'zod';
import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import { type Outcome, StoredTest } from './test.ts';

const prefix = 'TEST#';
const key = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: prefix + id });
const keptSeconds = 90 * 24 * 3_600;
const Item = StoredTest.extend({ ttl: z.number() });

export interface TestStore {
  /** Part of the transaction that submits the task. */
  creation(orgId: string, test: StoredTest, now: number): Write & { table: Table };
  /** DynamoDB deletes up to two days late; what has had its time is gone all the same, as its report is. */
  get(orgId: string, id: string, now: number): Promise<StoredTest | undefined>;
  list(
    orgId: string,
    page: {
      limit: number;
      cursor?: string;
      projectId?: string;
      keep?: (tests: StoredTest[]) => Promise<StoredTest[]>;
    },
    now: number,
  ): Promise<Page<StoredTest>>;
  /** Keeps the first outcome, should two workers have run the same test. */
  conclude(orgId: string, id: string, outcome: Outcome, eventId: string): Promise<void>;
}

export function createTestStore(table: Table): TestStore {
  return {
    creation: (orgId, test, now) => ({
      table,
      put: { ...key(orgId, test.id), ...test, ttl: Math.floor(now / 1_000) + keptSeconds },
    }),
    async get(orgId, id, now) {
      const item = await table.get(Item, key(orgId, id));
      return item && item.ttl * 1_000 > now ? StoredTest.parse(item) : undefined;
    },
    list: (orgId, { projectId, ...page }, now) =>
      readPage(table, StoredTest, {
        pk: `ORG#${orgId}`,
        prefix,
        isDescending: true,
        ...page,
        filter: {
          when: `#ttl > :seconds${projectId ? ' AND #projectId = :projectId' : ''}`,
          values: { ':seconds': Math.floor(now / 1_000), ...(projectId && { ':projectId': projectId }) },
        },
      }),
    async conclude(orgId, id, outcome, eventId) {
      try {
        await table.update(
          key(orgId, id),
          { set: { outcome, eventId } },
          { when: 'attribute_exists(pk) AND attribute_not_exists(#outcome)' },
        );
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    },
  };
}
