import * as z from 'zod';
import type { Key, Table } from '../../../shared/dynamo.ts';
import { Membership, Organization } from '../organization/organization.ts';
import { memberKey, organizationKey } from '../organization/store.ts';
import { Session } from '../session/session.ts';
import { sessionKey } from '../session/store.ts';

const Keyed = z.looseObject({ pk: z.string(), sk: z.string() });

export interface PersonGrant {
  readonly session: Session;
  readonly membership: Membership;
  readonly organization: Organization;
}

export interface GrantStore {
  /** All that a person's token hangs on, in one read; undefined when any of it is gone. */
  ofPerson(sessionId: string, orgId: string, userId: string): Promise<PersonGrant | undefined>;
}

export function createGrantStore(table: Table): GrantStore {
  return {
    async ofPerson(sessionId, orgId, userId) {
      const keys = [sessionKey(sessionId), memberKey(orgId, userId), organizationKey(orgId)] as const;
      const items = await table.getMany(Keyed, keys);
      const itemAt = (key: Key) => items.find(({ pk, sk }) => pk === key.pk && sk === key.sk);
      const [session, membership, organization] = [itemAt(keys[0]), itemAt(keys[1]), itemAt(keys[2])];
      if (!session || !membership || !organization) return undefined;
      return {
        session: Session.parse(session),
        membership: Membership.parse(membership),
        organization: Organization.parse(organization),
      };
    },
  };
}
