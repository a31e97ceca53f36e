import * as z from 'zod';
import { isConditionFailed, type Key, type Table } from '../../../shared/dynamo.ts';
import type { Condition, Update } from '../../../shared/dynamo-expression.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { emailKey, userKey } from '../user/store.ts';
import { LeavingAccount } from './account.ts';

type TableWrite = Write & { readonly table: Table };

/** Partition of the sparse index that holds every account that is to be erased, by the time of it. */
const erasures = 'ACCOUNT-ERASURE';
const pageSize = 200;
/** A request that began before the deletion may still be starting a session; no request lives longer. */
const requestMs = 30_000;

/** An item of which nothing is known but its keys. */
export const AnyItem = z.looseObject({
  ...{ pk: z.string(), sk: z.string() },
  ...{ gsi1pk: z.string().optional(), gsi1sk: z.string().optional() },
});
export type AnyItem = z.infer<typeof AnyItem>;

export interface AccountStore {
  leaving(userId: string): Promise<LeavingAccount | undefined>;
  /** Whose time has come, oldest first. */
  due(now: number, limit: number): Promise<string[]>;
  /** From then on it cannot be restored. Undefined when it is not to be erased, or not yet. */
  claim(userId: string, now: number): Promise<LeavingAccount | undefined>;
  /** Notes down where it is known, and as whom, before that is forgotten. */
  note(userId: string, known: Pick<LeavingAccount, 'knownIn' | 'knownAs'>): Promise<void>;
  /** Lets others sign up with the address. */
  freeAddress(userId: string, email: string): Promise<void>;
  /** All items about a person but the account itself and its pointers into audit logs. */
  itemsOf(userId: string): Promise<AnyItem[]>;
  /** All items of an organization but its audit log. */
  itemsOfOrganization(orgId: string): AsyncIterable<AnyItem>;
  item(key: Key): Promise<AnyItem | undefined>;
  /** Does nothing when the condition does not hold. */
  change(key: Key, update: Update, condition: Condition): Promise<void>;
  remove(key: Key): Promise<void>;
}

export function createAccountStore(table: Table): AccountStore {
  const unlessChanged = async (act: () => Promise<unknown>) => {
    try {
      await act();
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  };
  return {
    async leaving(userId) {
      const account = await table.get(z.looseObject({ deletionScheduledFor: z.string().optional() }), userKey(userId));
      return account?.deletionScheduledFor === undefined ? undefined : LeavingAccount.parse(account);
    },
    async due(now, limit) {
      const skBefore = `${new Date(now).toISOString()}~`;
      const due = await table.query(z.object({ id: z.string() }), { index: 'gsi1', pk: erasures, skBefore, limit });
      return due.map(({ id }) => id);
    },
    async claim(userId, now) {
      const isDue = { when: '#deletionScheduledFor <= :now', values: { ':now': new Date(now).toISOString() } };
      try {
        return LeavingAccount.parse(await table.update(userKey(userId), { set: { erasureStartedAt: now } }, isDue));
      } catch (error) {
        if (isConditionFailed(error)) return undefined;
        throw error;
      }
    },
    note: (userId, { knownIn, knownAs }) =>
      unlessChanged(() =>
        table.update(userKey(userId), { set: { knownIn, knownAs } }, { when: 'attribute_exists(#erasureStartedAt)' }),
      ),
    freeAddress: (userId, email) =>
      unlessChanged(() => table.delete(emailKey(email), { when: '#userId = :userId', values: { ':userId': userId } })),
    async itemsOf(userId) {
      const own: AnyItem[] = [];
      for (const index of [undefined, 'gsi1'] as const) {
        for await (const item of all(table, `USER#${userId}`, ' ', '~~', index)) own.push(item);
      }
      return own.filter(({ pk, sk }) => pk !== `USER#${userId}` || (sk !== 'USER' && !sk.startsWith('AUDIT#')));
    },
    async *itemsOfOrganization(orgId) {
      yield* all(table, `ORG#${orgId}`, ' ', 'AUDIT');
      yield* all(table, `ORG#${orgId}`, 'AUDIT~', '~~');
    },
    item: (key) => table.get(AnyItem, key),
    change: (key, update, condition) => unlessChanged(() => table.update(key, update, condition)),
    remove: ({ pk, sk }) => table.delete({ pk, sk }),
  };
}

async function* all(table: Table, pk: string, from: string, to: string, index?: 'gsi1'): AsyncIterable<AnyItem> {
  let after: Readonly<Record<string, string>> | undefined;
  for (;;) {
    const page = await table.query(AnyItem, {
      ...{ pk, skBetween: [from, to] as const, limit: pageSize },
      ...(index && { index }),
      ...(after && { after }),
    });
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    const { gsi1pk = '', gsi1sk = '' } = last;
    after = { pk: last.pk, sk: last.sk, ...(index && { gsi1pk, gsi1sk }) };
  }
}

/** Part of a transaction: gives the account until `at`, and ends what it has begun; fails when it has its day already. */
export function accountLeaves(
  table: Table,
  userId: string,
  { at, deletedWith, now }: { at: string; deletedWith: readonly string[]; now: number },
): TableWrite {
  const index = { gsi1pk: erasures, gsi1sk: `${at}#${userId}` };
  return {
    ...{ table, update: userKey(userId) },
    change: {
      set: { deletionScheduledFor: at, deletedWith, sessionsEndedAt: now + requestMs, ...index },
      remove: ['keptSessionId'],
    },
    condition: { when: 'attribute_exists(pk) AND attribute_not_exists(#deletionScheduledFor)' },
  };
}

/** Part of a transaction; fails when the account is not to be erased, or its erasure has begun. */
export function accountStays(table: Table, userId: string, now: number): TableWrite {
  return {
    ...{ table, update: userKey(userId) },
    change: { set: { sessionsEndedAt: now }, remove: ['deletionScheduledFor', 'deletedWith', 'gsi1pk', 'gsi1sk'] },
    condition: { when: 'attribute_exists(#deletionScheduledFor) AND attribute_not_exists(#erasureStartedAt)' },
  };
}

/** Part of a transaction; fails when the person is gone. */
export function personRenamed(table: Table, userId: string, before: string, name: string): TableWrite {
  const condition = { when: '#name = :before', values: { ':before': before } };
  return { table, update: userKey(userId), change: { set: { name } }, condition };
}
