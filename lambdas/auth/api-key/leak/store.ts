import * as z from 'zod';
import type { Table } from '../../../../shared/dynamo.ts';

export interface KeeperStore {
  /** The people of an organization who are told when something of it is in danger. */
  keepersOf(orgId: string): Promise<string[]>;
}

/** Far more than an organization has owners and admins; beyond, everybody who matters knows. */
const limit = 100;

export function createKeeperStore(table: Table): KeeperStore {
  const filter = { when: '#role IN (:owner, :admin)', values: { ':owner': 'owner', ':admin': 'admin' } } as const;
  return {
    async keepersOf(orgId) {
      const members = z.object({ userId: z.string() });
      const found = await table.query(members, { pk: `ORG#${orgId}`, skPrefix: 'MEMBER#', limit, filter });
      return found.map(({ userId }) => userId);
    },
  };
}
