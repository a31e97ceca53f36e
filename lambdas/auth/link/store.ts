import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { Link, type LinkPurpose } from './link.ts';

const key = (hash: string) => ({ pk: `LINK#${hash}`, sk: 'LINK' });

export interface LinkStore {
  put(hash: string, link: Link): Promise<void>;
  /** Undefined when it is unknown, used, expired, or was made for something else. */
  find(hash: string, purpose: LinkPurpose, now: number): Promise<Link | undefined>;
  /** As part of a transaction: uses the link up, and fails the transaction when it is used already. */
  use(hash: string): Write & { table: Table };
  /** For acts that are not transactions. False when it is used already. */
  take(hash: string): Promise<boolean>;
}

export function createLinkStore(table: Table): LinkStore {
  const condition = { when: 'attribute_exists(pk)' };
  return {
    // By its subject, so that what is about a person is found when the person is erased.
    put: (hash, link) =>
      table.put({
        ...{ ...key(hash), ...link, ttl: Math.ceil(link.expiresAt / 1_000) },
        ...(link.subject.startsWith('usr_') && { gsi1pk: `USER#${link.subject}`, gsi1sk: `LINK#${hash}` }),
      }),
    async find(hash, purpose, now) {
      const link = await table.get(Link, key(hash));
      return link && link.purpose === purpose && link.expiresAt > now ? link : undefined;
    },
    use: (hash) => ({ table, delete: key(hash), condition }),
    async take(hash) {
      try {
        await table.delete(key(hash), condition);
        return true;
      } catch (error) {
        if (isConditionFailed(error)) return false;
        throw error;
      }
    },
  };
}
