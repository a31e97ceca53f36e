import * as z from 'zod';
import type { Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import { type Outcome, StoredTest } from './test.ts';

const prefix = 'TEST#';
const key = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: prefix + id });
const keptSeconds = 90 * 24 * 3_600;
const Item = StoredTest.extend({ ttl: z.number() });

export interface TestStore {
  readonly table: Table;
  /** Part of the transaction that submits the task. */
  creation(orgId: string, test: StoredTest, now: number): Write & { table: Table };
  /** Part of the transaction that gives a waiting, debounced task another input. */
  replacement(orgId: string, test: StoredTest): Write & { table: Table };
  /** DynamoDB deletes up to two days late; what has had its time is gone all the same, as its report is. */
  get(orgId: string, id: string, now: number): Promise<StoredTest | undefined>;
  /** Up to a hundred, in any order; those that do not exist are missing. */
  getMany(orgId: string, ids: readonly string[]): Promise<StoredTest[]>;
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
  /** Part of the transaction that also owes the events of the outcome. Fails where there is an outcome: the first one stands. */
  conclusion(orgId: string, id: string, outcome: Outcome, reportSha256: string): Write & { table: Table };
}

export function createTestStore(table: Table): TestStore {
  return {
    table,
    creation: (orgId, test, now) => ({
      table,
      put: { ...key(orgId, test.id), ...test, ttl: Math.floor(now / 1_000) + keptSeconds },
    }),
    replacement: (orgId, { id, url, suites, device, thresholds }) => ({
      table,
      update: key(orgId, id),
      change: { set: { url, suites, device, thresholds }, ...(!thresholds && { remove: ['thresholds'] }) },
      condition: { when: 'attribute_exists(pk) AND attribute_not_exists(#outcome)' },
    }),
    async get(orgId, id, now) {
      const item = await table.get(Item, key(orgId, id));
      return item && item.ttl * 1_000 > now ? StoredTest.parse(item) : undefined;
    },
    getMany: (orgId, ids) =>
      table.getMany(
        StoredTest,
        ids.map((id) => key(orgId, id)),
      ),
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
    conclusion: (orgId, id, outcome, reportSha256) => ({
      table,
      update: key(orgId, id),
      change: { set: { outcome, reportSha256 } },
      condition: { when: 'attribute_exists(pk) AND attribute_not_exists(#outcome)' },
    }),
  };
}
