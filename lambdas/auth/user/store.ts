import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { failedConditions, isConditionFailed, type Table, transact, type Write } from '../../../shared/dynamo.ts';
import { StoredUser } from './user.ts';

const userKey = (id: string) => ({ pk: `USER#${id}`, sk: 'USER' });
const emailKey = (email: string) => ({ pk: `EMAIL#${email}`, sk: 'EMAIL' });
const linkKey = (hash: string) => ({ pk: `LINK#${hash}`, sk: 'LINK' });
const mailKey = (eventId: string) => ({ pk: `MAIL#${eventId}`, sk: 'MAIL' });

/** A mailed link: only the hash of its token is stored, and it works once. */
const Link = z.object({ userId: z.string(), expiresAt: z.number() });

export interface UserStore {
  /** False when the address is taken; `alongside` is written in the same transaction. */
  create(user: StoredUser, alongside: readonly (Write & { table: Table })[]): Promise<boolean>;
  get(id: string): Promise<StoredUser | undefined>;
  findByEmail(email: string): Promise<StoredUser | undefined>;
  putLink(hash: string, link: { userId: string; expiresAt: number }): Promise<void>;
  /** Uses the link up and marks the address verified, in one transaction; undefined when the link is unknown, used or expired. */
  verifyByLink(hash: string, now: number): Promise<StoredUser | undefined>;
  /** True for the first caller with this event id. */
  isFirstMail(eventId: string, now: number): Promise<boolean>;
  forgetMail(eventId: string): Promise<void>;
}

export function createUserStore(client: DynamoDBClient, table: Table): UserStore {
  const get = (id: string) => table.get(StoredUser, userKey(id));
  return {
    async create(user, alongside) {
      try {
        await transact(client, [
          { table, put: { ...emailKey(user.email), userId: user.id }, condition: { when: 'attribute_not_exists(pk)' } },
          { table, put: { ...userKey(user.id), ...user } },
          ...alongside,
        ]);
        return true;
      } catch (error) {
        if (failedConditions(error).includes(0)) return false;
        throw error;
      }
    },
    get,
    async findByEmail(email) {
      const found = await table.get(z.object({ userId: z.string() }), emailKey(email));
      return found && get(found.userId);
    },
    putLink: (hash, link) => table.put({ ...linkKey(hash), ...link, ttl: Math.ceil(link.expiresAt / 1_000) }),
    async verifyByLink(hash, now) {
      const link = await table.get(Link, linkKey(hash));
      if (!link || link.expiresAt <= now) return undefined;
      try {
        await transact(client, [
          { table, delete: linkKey(hash), condition: { when: 'attribute_exists(pk)' } },
          {
            table,
            update: userKey(link.userId),
            change: { set: { isEmailVerified: true } },
            condition: { when: 'attribute_exists(pk)' },
          },
        ]);
      } catch (error) {
        if (failedConditions(error).length > 0) return undefined;
        throw error;
      }
      return get(link.userId);
    },
    async isFirstMail(eventId, now) {
      try {
        const ttl = Math.ceil(now / 1_000) + 24 * 3_600;
        await table.put({ ...mailKey(eventId), ttl }, { when: 'attribute_not_exists(pk)' });
        return true;
      } catch (error) {
        if (isConditionFailed(error)) return false;
        throw error;
      }
    },
    forgetMail: (eventId) => table.delete(mailKey(eventId)),
  };
}
