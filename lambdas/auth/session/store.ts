import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import { tryTransact, type Write } from '../../../shared/dynamo-transaction.ts';
import { isClosedTo, Membership } from '../organization/organization.ts';
import { memberKey } from '../organization/store.ts';
import { userKey } from '../user/store.ts';
import { StoredUser } from '../user/user.ts';
import { Session } from './session.ts';

export const sessionKey = (id: string) => ({ pk: `SESSION#${id}`, sk: 'SESSION' });

/** All sessions of a person, beside their memberships in the index. */
const indexed = ({ userId, id }: Session) => ({ gsi1pk: `USER#${userId}`, gsi1sk: `SESSION#${id}` });
const ttl = (expiresAt: number) => Math.ceil(expiresAt / 1_000);
const Keyed = z.looseObject({ pk: z.string(), sk: z.string() });

type TableWrite = Write & { readonly table: Table };

/** What the next refresh puts down: when and from where. */
export type Rotation = Pick<Session, 'expiresAt' | 'ip' | 'userAgent' | 'lastUsedAt'> & { readonly rotatedAt: number };

export interface SessionStore {
  /** With `alongside` in one transaction; false when one of those could not be. */
  create(session: Session, alongside?: readonly TableWrite[]): Promise<boolean>;
  get(id: string): Promise<Session | undefined>;
  /** The person of a session, when they are still in its organization, and it is not closed to the session. */
  holder(session: Session): Promise<StoredUser | undefined>;
  /** Moves from this generation to the next, for exactly one of any number of parallel callers. */
  advance(session: Session, rotation: Rotation): Promise<Session | undefined>;
  /** With `alongside` in one transaction. True for the one caller that ended it. */
  delete(id: string, alongside?: readonly TableWrite[]): Promise<boolean>;
  /** In order of their ids; the oldest beyond the limit are not there. */
  listOf(userId: string, limit: number): Promise<Session[]>;
}

export function createSessionStore(client: DynamoDBClient, table: Table): SessionStore {
  return {
    create(session, alongside = []) {
      const put = { ...sessionKey(session.id), ...session, ...indexed(session), ttl: ttl(session.expiresAt) };
      return tryTransact(client, [{ table, put }, ...alongside]);
    },
    get: (id) => table.get(Session, sessionKey(id)),
    async holder(session) {
      const { orgId, userId } = session;
      const items = await table.getMany(Keyed, [userKey(userId), memberKey(orgId, userId)]);
      const user = items.find(({ sk }) => sk === 'USER');
      const member = items.find(({ sk }) => sk !== 'USER');
      if (!user || !member || isClosedTo(Membership.parse(member), session)) return undefined;
      return StoredUser.parse(user);
    },
    async advance(session, rotation) {
      try {
        const item = await table.update(
          sessionKey(session.id),
          { add: { generation: 1 }, set: { ...rotation, ttl: ttl(rotation.expiresAt) } },
          { when: '#generation = :generation', values: { ':generation': session.generation } },
        );
        return Session.parse(item);
      } catch (error) {
        if (isConditionFailed(error)) return undefined;
        throw error;
      }
    },
    delete: (id, alongside = []) =>
      tryTransact(client, [
        { table, delete: sessionKey(id), condition: { when: 'attribute_exists(pk)' } },
        ...alongside,
      ]),
    async listOf(userId, limit) {
      const newestFirst = await table.query(Session, {
        index: 'gsi1',
        pk: `USER#${userId}`,
        skPrefix: 'SESSION#',
        limit,
        isDescending: true,
      });
      return newestFirst.reverse();
    },
  };
}

/** Part of a transaction: the same session in another organization; fails when its tokens were traded meanwhile. */
export function organizationSwitched(table: Table, session: Session, orgId: string, rotation: Rotation): TableWrite {
  return {
    ...{ table, update: sessionKey(session.id) },
    change: { add: { generation: 1 }, set: { orgId, ...rotation, ttl: ttl(rotation.expiresAt) } },
    condition: { when: '#generation = :generation', values: { ':generation': session.generation } },
  };
}
