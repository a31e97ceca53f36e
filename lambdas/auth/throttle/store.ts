import { createHash } from 'node:crypto';
import { type Item, isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { type Limit, Tally } from './throttle.ts';

export interface ThrottleStore {
  /** Counts one more. Of any number of parallel callers each gets a count of its own. */
  add(key: string, limit: Limit, now: number): Promise<Tally>;
  /** Takes one back that turned out not to be a failure. */
  giveBack(key: string): Promise<void>;
  /** Makes the window end then, and not before. */
  lock(key: string, until: number): Promise<void>;
  /** The same as part of a transaction. */
  locked(key: string, until: number): Write & { table: Table };
  /** Forgets the count, as part of the transaction that makes it void. */
  clear(key: string): Write & { table: Table };
  /** Keeps the record of a failed attempt. Of nobody there is none, and the write is made all the same. */
  keepRecord(key: string, record: Item | undefined, now: number): Promise<void>;
}

/** Only a hash of whom it is about: no address stands in the table longer than its account. */
export function throttleKey(name: string, subject: string): string {
  return `THROTTLE#${name}#${createHash('sha256').update(subject).digest('base64url')}`;
}

/** Each round means that another caller was quicker; there is nothing to wait for. */
const rounds = 5;
const itemKey = (pk: string) => ({ pk, sk: 'THROTTLE' });
const ttlOf = (until: number) => Math.ceil(until / 1_000) + 60;

export function createThrottleStore(table: Table): ThrottleStore {
  return {
    async add(key, limit, now) {
      for (let round = 1; ; round += 1) {
        try {
          return await count(table, key, now, now + limit.windowMs);
        } catch (error) {
          if (round === rounds || !isRace(error)) throw error;
        }
      }
    },
    async giveBack(key) {
      try {
        await table.update(itemKey(key), { add: { count: -1 } }, { when: 'attribute_exists(pk)' });
      } catch (error) {
        // Expired or cleared meanwhile: nothing is left to give back to.
        if (!isConditionFailed(error)) throw error;
      }
    },
    async lock(key, until) {
      await table.update(itemKey(key), { set: { until, ttl: ttlOf(until) } });
    },
    locked: (key, until) => ({ table, update: itemKey(key), change: { set: { until, ttl: ttlOf(until) } } }),
    clear: (key) => ({ table, delete: itemKey(key) }),
    keepRecord: (key, record, now) => table.put(record ?? { pk: key, sk: 'DECOY', ttl: ttlOf(now) }),
  };
}

/** One write, unless the item is of a window that is over; then the first of its callers begins the new one. */
async function count(table: Table, key: string, now: number, until: number): Promise<Tally> {
  const begun = { until, ttl: ttlOf(until) };
  const tally = Tally.parse(await table.update(itemKey(key), { add: { count: 1 }, setOnce: begun }));
  if (tally.until > now) return tally;
  await table.put({ ...itemKey(key), count: 1, ...begun }, { when: '#until <= :now', values: { ':now': now } });
  return { count: 1, until };
}

function isRace(error: unknown): boolean {
  return isConditionFailed(error) || (error instanceof Error && error.name === 'TransactionConflictException');
}
