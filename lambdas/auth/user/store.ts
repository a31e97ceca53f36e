import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import { failedConditions, transact, type Write } from '../../../shared/dynamo-transaction.ts';
import { StoredUser } from './user.ts';

const userKey = (id: string) => ({ pk: `USER#${id}`, sk: 'USER' });
const emailKey = (email: string) => ({ pk: `EMAIL#${email}`, sk: 'EMAIL' });
const linkKey = (hash: string) => ({ pk: `LINK#${hash}`, sk: 'LINK' });
const mailKey = (eventId: string) => ({ pk: `MAIL#${eventId}`, sk: 'MAIL' });

/** A mailed link: only the hash of its token is stored, and it works once. */
const Link = z.object({ userId: z.string(), expiresAt: z.number() });

/** Longer than the mailer may run, so a claim that is older belongs to a crashed one. */
const mailClaimMs = 60_000;
/** As long as SQS keeps a message that may come again. */
const mailTtl = (now: number) => Math.ceil(now / 1_000) + 14 * 24 * 3_600;
const Mailed = z.object({ sentAt: z.number().optional() });

export interface UserStore {
  /** False when the address is taken; `alongside` is written in the same transaction. */
  create(user: StoredUser, alongside: readonly (Write & { table: Table })[]): Promise<boolean>;
  get(id: string): Promise<StoredUser | undefined>;
  findByEmail(email: string): Promise<StoredUser | undefined>;
  putLink(hash: string, link: { userId: string; expiresAt: number }): Promise<void>;
  /** Uses the link up and marks the address verified, in one transaction; undefined when the link is unknown, used or expired. */
  verifyByLink(hash: string, now: number): Promise<StoredUser | undefined>;
  /** Who mails for this event: `mine`, for a minute; `done` when it was mailed; `busy` while another delivery is at it. */
  claimMail(eventId: string, now: number): Promise<'mine' | 'done' | 'busy'>;
  markMailed(eventId: string, now: number): Promise<void>;
  freeMail(eventId: string): Promise<void>;
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
    async claimMail(eventId, now) {
      try {
        await table.put(
          { ...mailKey(eventId), claimedUntil: now + mailClaimMs, ttl: mailTtl(now) },
          {
            when: 'attribute_not_exists(pk) OR (attribute_not_exists(#sentAt) AND #claimedUntil < :now)',
            values: { ':now': now },
          },
        );
        return 'mine';
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
        return (await table.get(Mailed, mailKey(eventId)))?.sentAt === undefined ? 'busy' : 'done';
      }
    },
    markMailed: (eventId, now) => table.put({ ...mailKey(eventId), sentAt: now, ttl: mailTtl(now) }),
    freeMail: (eventId) => table.delete(mailKey(eventId)),
  };
}
