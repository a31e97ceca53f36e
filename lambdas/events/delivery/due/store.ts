import * as z from 'zod';
import { isConditionFailed, type Table } from '../../../../shared/dynamo.ts';
import { Delivery } from '../delivery.ts';
import { keyOf, unmoved } from '../store.ts';
import { duePartition, resendMs } from './due.ts';

const Mark = z.looseObject({ pk: z.string(), sk: z.string(), gsi1pk: z.string(), gsi1sk: z.string() });
const iso = (ms: number) => new Date(ms).toISOString();

export interface Overdue {
  /** The reason why it is none, when it cannot be read. */
  readonly delivery: Delivery | z.ZodError;
  /** Where the next page begins. */
  readonly after: Readonly<Record<string, string>>;
}

/** What the sweeper needs, and nothing else. */
export interface DueStore {
  /** What nobody has sent in time, oldest first. */
  overdue(now: number, limit: number, after?: Overdue['after']): Promise<Overdue[]>;
  resent(delivery: Delivery, now: number): Promise<void>;
}

export function createDueStore(table: Table): DueStore {
  return {
    async overdue(now, limit, after) {
      const items = await table.query(Mark, {
        index: 'gsi1',
        pk: duePartition,
        skBefore: iso(now),
        ...{ limit, ...(after && { after }) },
      });
      return items.map((item) => {
        const { data, error } = Delivery.safeParse(item);
        const { pk, sk, gsi1pk, gsi1sk } = item;
        return { delivery: data ?? error, after: { pk, sk, gsi1pk, gsi1sk } };
      });
    },
    async resent(delivery, now) {
      try {
        await table.update(keyOf(delivery), { set: { gsi1sk: iso(now + resendMs) } }, unmoved(delivery));
      } catch (error) {
        // It has moved on, so it has a message of its own.
        if (!isConditionFailed(error)) throw error;
      }
    },
  };
}
