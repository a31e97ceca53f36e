import * as z from 'zod';
import type { Key, Table } from '../../../shared/dynamo.ts';
import { ClientId, OAuthClient } from '../client/client.ts';
import { clientKey, lookupKey } from '../client/store.ts';
import { TrustRule } from '../exchange/exchange.ts';
import { trustRuleKey } from '../exchange/store.ts';
import { Membership, Organization } from '../organization/organization.ts';
import { memberKey, organizationKey } from '../organization/store.ts';
import { CustomRole } from '../role/role.ts';
import { customRoleKey } from '../role/store.ts';
import { Session } from '../session/session.ts';
import { sessionKey } from '../session/store.ts';

const Keyed = z.looseObject({ pk: z.string(), sk: z.string() });

export interface PersonGrant {
  readonly session: Session;
  readonly membership: Membership;
  readonly organization: Organization;
}

/** What a person's access token names. A client of an organization must still be registered; the Studio's own always are. */
export interface PersonToken {
  readonly sessionId: string;
  readonly orgId: string;
  readonly userId: string;
  readonly clientId?: string | undefined;
}

/** What gives a program its rights, as it is now. */
export interface MachineGrant {
  readonly scopes: readonly string[];
  readonly projectIds?: readonly string[] | undefined;
  readonly organization: Organization;
}

export interface GrantStore {
  /** All that a person's token hangs on, in one read; undefined when any of it is gone. */
  ofPerson(token: PersonToken): Promise<PersonGrant | undefined>;
  customRole(orgId: string, roleId: string): Promise<CustomRole | undefined>;
  /** A service account with its organization, in one read. */
  ofServiceAccount(orgId: string, clientId: string): Promise<MachineGrant | undefined>;
  /** A trust rule with its organization, in one read. */
  ofWorkload(orgId: string, ruleId: string): Promise<MachineGrant | undefined>;
  organization(orgId: string): Promise<Organization | undefined>;
}

export function createGrantStore(table: Table): GrantStore {
  return {
    customRole: (orgId, roleId) => table.get(CustomRole, customRoleKey(orgId, roleId)),
    organization: (orgId) => table.get(Organization, organizationKey(orgId)),
    async ofServiceAccount(orgId, clientId) {
      const found = await withOrganization(table, orgId, clientKey(orgId, clientId));
      if (!found) return undefined;
      const { kind, scopes } = OAuthClient.parse(found.item);
      return kind === 'service-account' ? { scopes, organization: found.organization } : undefined;
    },
    async ofWorkload(orgId, ruleId) {
      const found = await withOrganization(table, orgId, trustRuleKey(orgId, ruleId));
      if (!found) return undefined;
      const { scopes, projectIds } = TrustRule.parse(found.item);
      return { scopes, projectIds, organization: found.organization };
    },
    async ofPerson({ sessionId, orgId, userId, clientId }) {
      const keys = [sessionKey(sessionId), memberKey(orgId, userId), organizationKey(orgId)] as const;
      const client = clientId !== undefined && ClientId.safeParse(clientId).success ? [lookupKey(clientId)] : [];
      const items = await table.getMany(Keyed, [...keys, ...client]);
      const itemAt = (key: Key) => items.find(({ pk, sk }) => pk === key.pk && sk === key.sk);
      const [session, membership, organization] = [itemAt(keys[0]), itemAt(keys[1]), itemAt(keys[2])];
      if (!session || !membership || !organization || items.length < keys.length + client.length) return undefined;
      return {
        session: Session.parse(session),
        membership: Membership.parse(membership),
        organization: Organization.parse(organization),
      };
    },
  };
}

async function withOrganization(table: Table, orgId: string, key: Key) {
  const items = await table.getMany(Keyed, [key, organizationKey(orgId)]);
  const item = items.find(({ sk }) => sk === key.sk);
  const organization = items.find(({ sk }) => sk === organizationKey(orgId).sk);
  return item && organization && { item, organization: Organization.parse(organization) };
}
