import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import { type Outcome, StoredTest } from './test.ts';

const prefix = 'TEST#';
const key = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: prefix + id });
const keptSeconds = 90 * 24 * 3_600;

export interface TestStore {
  /** Part of the transaction that submits the task. */
  creation(orgId: string, test: StoredTest, now: number): Write & { table: Table };
  get(orgId: string, id: string): Promise<StoredTest | undefined>;
  list(orgId: string, page: { limit: number; cursor?: string; projectId?: string }): Promise<Page<StoredTest>>;
  /** Keeps the first outcome, should two workers have run the same test. */
  conclude(orgId: string, id: string, outcome: Outcome, eventId: string): Promise<void>;
}

export function createTestStore(table: Table): TestStore {
  return {
    creation: (orgId, test, now) => ({
      table,
      put: { ...key(orgId, test.id), ...test, ttl: Math.floor(now / 1_000) + keptSeconds },
    }),
    get: (orgId, id) => table.get(StoredTest, key(orgId, id)),
    list: (orgId, { projectId, ...page }) =>
      readPage(table, StoredTest, {
        pk: `ORG#${orgId}`,
        prefix,
        isDescending: true,
        ...page,
        ...(projectId && { filter: { when: '#projectId = :projectId', values: { ':projectId': projectId } } }),
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
