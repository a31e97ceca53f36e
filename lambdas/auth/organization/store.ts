import type { Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { Membership, Organization } from './organization.ts';

export const organizationKey = (orgId: string) => ({ pk: `ORG#${orgId}`, sk: 'ORG' });
export const memberKey = (orgId: string, userId: string) => ({ pk: `ORG#${orgId}`, sk: `MEMBER#${userId}` });

export interface OrganizationStore {
  get(orgId: string): Promise<Organization | undefined>;
  getMany(orgIds: readonly string[]): Promise<Organization[]>;
  membership(orgId: string, userId: string): Promise<Membership | undefined>;
  /** All of them, in order of the organizations' ids. */
  membershipsOf(userId: string): Promise<Membership[]>;
}

/** One batch of reads; nobody is a member of more organizations. */
const membershipLimit = 100;

export function createOrganizationStore(table: Table): OrganizationStore {
  return {
    get: (orgId) => table.get(Organization, organizationKey(orgId)),
    getMany: (orgIds) => table.getMany(Organization, orgIds.map(organizationKey)),
    membership: (orgId, userId) => table.get(Membership, memberKey(orgId, userId)),
    membershipsOf: (userId) =>
      table.query(Membership, { index: 'gsi1', pk: `USER#${userId}`, skPrefix: 'ORG#', limit: membershipLimit }),
  };
}

/** An organization with its first member, as parts of the transaction that signs this member up. */
export function newOrganization(
  table: Table,
  organization: Organization,
  owner: Membership,
): (Write & { table: Table })[] {
  const { orgId, userId } = owner;
  return [
    { table, put: { ...organizationKey(organization.id), ...organization, projectCount: 0 } },
    { table, put: { ...memberKey(orgId, userId), ...owner, gsi1pk: `USER#${userId}`, gsi1sk: `ORG#${orgId}` } },
  ];
}
