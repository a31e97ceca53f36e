import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import { Session } from './session.ts';

export const sessionKey = (id: string) => ({ pk: `SESSION#${id}`, sk: 'SESSION' });

/** All sessions of a person, beside their memberships in the index. */
const indexed = ({ userId, id }: Session) => ({ gsi1pk: `USER#${userId}`, gsi1sk: `SESSION#${id}` });

export interface SessionStore {
  create(session: Session): Promise<void>;
  get(id: string): Promise<Session | undefined>;
  /** Moves from this generation to the next, for exactly one of any number of parallel callers. */
  advance(session: Session, expiresAt: number): Promise<Session | undefined>;
  /** True for the one caller that ended it. */
  delete(id: string): Promise<boolean>;
}

export function createSessionStore(table: Table): SessionStore {
  const ttl = (expiresAt: number) => Math.ceil(expiresAt / 1_000);
  return {
    create: (session) =>
      table.put({ ...sessionKey(session.id), ...session, ...indexed(session), ttl: ttl(session.expiresAt) }),
    get: (id) => table.get(Session, sessionKey(id)),
    async advance(session, expiresAt) {
      try {
        const item = await table.update(
          sessionKey(session.id),
          { add: { generation: 1 }, set: { expiresAt, ttl: ttl(expiresAt) } },
          { when: '#generation = :generation', values: { ':generation': session.generation } },
        );
        return Session.parse(item);
      } catch (error) {
        if (isConditionFailed(error)) return undefined;
        throw error;
      }
    },
    async delete(id) {
      try {
        await table.delete(sessionKey(id), { when: 'attribute_exists(pk)' });
        return true;
      } catch (error) {
        if (isConditionFailed(error)) return false;
        throw error;
      }
    },
  };
}
