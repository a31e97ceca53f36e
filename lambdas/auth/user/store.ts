import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import { failedConditions, transact, type Write } from '../../../shared/dynamo-transaction.ts';
import { EmailChange, nobody, StoredUser } from './user.ts';

export const userKey = (id: string) => ({ pk: `USER#${id}`, sk: 'USER' });
export const emailKey = (email: string) => ({ pk: `EMAIL#${email}`, sk: 'EMAIL' });
const changeKey = (id: string) => ({ pk: `USER#${id}`, sk: 'EMAIL-CHANGE' });
const formerKey = (id: string) => ({ pk: `USER#${id}`, sk: 'EMAIL-FORMER' });

const exists = { when: 'attribute_exists(pk)' };
const isFree = { when: 'attribute_not_exists(pk)' };
const dayInSeconds = 86_400;
const ttl = (ms: number) => Math.ceil(ms / 1_000);

type TableWrite = Write & { readonly table: Table };

export interface NewPassword {
  readonly user: StoredUser;
  readonly passwordHash: string;
  readonly now: number;
  /** The session that goes on; all others end. */
  readonly keptSessionId?: string;
}

export interface UserStore {
  /** False when the address is taken; `alongside` is written in the same transaction. */
  create(user: StoredUser, alongside: readonly TableWrite[]): Promise<boolean>;
  get(id: string): Promise<StoredUser | undefined>;
  /** As many reads for an unknown address as for a known one. */
  findByEmail(email: string): Promise<StoredUser | undefined>;
  /** Marks the address verified, with `alongside`, in one transaction; false when one of them could not be. */
  markVerified(id: string, alongside: readonly TableWrite[]): Promise<boolean>;
  /** False when the password was changed meanwhile, or a link in `alongside` was used. */
  changePassword(change: NewPassword, alongside: readonly TableWrite[]): Promise<boolean>;
  /** The same password at today's cost; nothing when it was changed meanwhile. */
  rehash(user: StoredUser, passwordHash: string): Promise<void>;
  putEmailChange(userId: string, change: EmailChange): Promise<void>;
  emailChange(userId: string): Promise<EmailChange | undefined>;
  /** `taken` when the address belongs to another account by now, `lapsed` when the link or the wish is gone. */
  changeEmail(
    user: StoredUser,
    change: EmailChange,
    now: number,
    alongside: readonly TableWrite[],
  ): Promise<'changed' | 'taken' | 'lapsed'>;
  /** The address before the last change, for a day: it is told of the change. */
  formerEmail(userId: string): Promise<string | undefined>;
}

export function createUserStore(client: DynamoDBClient, table: Table): UserStore {
  const get = (id: string) => table.get(StoredUser, userKey(id));
  /** The positions of the writes that failed their condition; none when all were made. */
  const attempt = async (writes: readonly TableWrite[]): Promise<number[]> => {
    try {
      await transact(client, writes);
      return [];
    } catch (error) {
      const failed = failedConditions(error);
      if (failed.length > 0) return failed;
      throw error;
    }
  };
  return {
    async create(user, alongside) {
      const address = { table, put: { ...emailKey(user.email), userId: user.id }, condition: isFree };
      const failed = await attempt([address, { table, put: { ...userKey(user.id), ...user } }, ...alongside]);
      if (failed.some((at) => at > 0)) throw new Error('What is new with a person was there before.');
      return failed.length === 0;
    },
    get,
    async findByEmail(email) {
      const found = await table.get(z.object({ userId: z.string() }), emailKey(email));
      return get(found?.userId ?? nobody.userId);
    },
    async markVerified(id, alongside) {
      const change = { set: { isEmailVerified: true } };
      const failed = await attempt([...alongside, { table, update: userKey(id), change, condition: exists }]);
      return failed.length === 0;
    },
    async changePassword(change, alongside) {
      const failed = await attempt([{ table, ...passwordUpdate(change) }, ...alongside]);
      return failed.length === 0;
    },
    async rehash({ id, passwordHash: old }, passwordHash) {
      try {
        const unchanged = { when: '#passwordHash = :old', values: { ':old': old } };
        await table.update(userKey(id), { set: { passwordHash } }, unchanged);
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    },
    putEmailChange: (userId, change) =>
      table.put({ ...changeKey(userId), ...change, ttl: ttl(change.expiresAt) + dayInSeconds }),
    emailChange: (userId) => table.get(EmailChange, changeKey(userId)),
    async changeEmail(user, change, now, alongside) {
      const failed = await attempt([...emailWrites(table, user, change, now), ...alongside]);
      if (failed.length === 0) return 'changed';
      return failed.includes(0) ? 'taken' : 'lapsed';
    },
    formerEmail: async (userId) => (await table.get(z.object({ email: z.string() }), formerKey(userId)))?.email,
  };
}

function passwordUpdate({ user, passwordHash, now, keptSessionId }: NewPassword): Write {
  const isVersion =
    user.passwordVersion === undefined ? 'attribute_not_exists(#passwordVersion)' : '#passwordVersion = :version';
  const values = { ':email': user.email, ':version': user.passwordVersion };
  return {
    update: userKey(user.id),
    change: {
      set: {
        ...{ passwordHash, passwordVersion: (user.passwordVersion ?? 0) + 1, sessionsEndedAt: now },
        // A reset link came by mail, so whoever used it reads this address.
        ...(keptSessionId === undefined ? { isEmailVerified: true } : { keptSessionId }),
      },
      ...(keptSessionId === undefined && { remove: ['keptSessionId'] }),
    },
    condition: { when: `#email = :email AND ${isVersion}`, values },
  };
}

/** The new address first: its condition is what makes an address unique. */
function emailWrites(table: Table, user: StoredUser, change: EmailChange, now: number): TableWrite[] {
  const wasOld = { when: '#email = :old', values: { ':old': user.email } };
  const isWish = { when: '#id = :id', values: { ':id': change.id } };
  const former = { ...formerKey(user.id), email: user.email, ttl: ttl(now) + dayInSeconds };
  return [
    { table, put: { ...emailKey(change.email), userId: user.id }, condition: isFree },
    { table, delete: emailKey(user.email) },
    {
      ...{ table, update: userKey(user.id), condition: wasOld },
      change: { set: { email: change.email, isEmailVerified: true } },
    },
    { table, delete: changeKey(user.id), condition: isWish },
    { table, put: former },
  ];
}
