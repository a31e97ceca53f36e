import type { Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import { Membership } from '../organization/organization.ts';
import { memberKey } from '../organization/store.ts';
import type { MemberRole } from '../role/role.ts';
import { userKey } from '../user/store.ts';
import { User } from '../user/user.ts';

type TableWrite = Write & { readonly table: Table };

export interface MemberStore {
  page(orgId: string, page: { limit: number; cursor?: string }): Promise<Page<Membership>>;
  /** Who these people are, in any order; at most a hundred. */
  people(userIds: readonly string[]): Promise<User[]>;
}

const Listed = Membership.transform((membership) => ({ ...membership, id: membership.userId }));

export function createMemberStore(table: Table): MemberStore {
  return {
    page: (orgId, page) => readPage(table, Listed, { pk: `ORG#${orgId}`, prefix: 'MEMBER#', ...page }),
    people: (userIds) => table.getMany(User, userIds.map(userKey)),
  };
}

/** Part of a transaction: counts the organizations of a person; fails at `limit`, or when there is no such person. */
export function countMemberships(table: Table, userId: string, by: 1 | -1, limit?: number): TableWrite {
  const room = limit === undefined ? '' : ' AND (attribute_not_exists(#membershipCount) OR #membershipCount < :limit)';
  return {
    ...{ table, update: userKey(userId), change: { add: { membershipCount: by } } },
    condition: {
      when: `attribute_exists(pk)${room}`,
      ...(limit !== undefined && { values: { ':limit': limit } }),
    },
  };
}

/** Part of a transaction; fails when the member has another role by now. */
export function roleGiven(table: Table, { orgId, userId, role }: Membership, to: MemberRole): TableWrite {
  return { table, update: memberKey(orgId, userId), change: { set: { role: to } }, condition: stillIs(role) };
}

/** Part of a transaction; fails when the member has another role, or other teams, by now. */
export function membershipEnded(table: Table, membership: Membership): TableWrite {
  const { orgId, userId, role } = membership;
  const { when, values } = sameTeams(membership);
  return {
    ...{ table, delete: memberKey(orgId, userId) },
    condition: { when: `#role = :role AND ${when}`, values: { ':role': role, ...values } },
  };
}

/** Part of a transaction: the teams of a member as a whole; fails when they are others by now. */
export function teamsGiven(table: Table, membership: Membership, teams: readonly string[]): TableWrite {
  const { orgId, userId } = membership;
  const { when, values } = sameTeams(membership);
  return {
    ...{ table, update: memberKey(orgId, userId), change: { set: { teams }, add: { teamChanges: 1 } } },
    condition: { when: `attribute_exists(pk) AND ${when}`, ...(values && { values }) },
  };
}

function stillIs(role: MemberRole) {
  return { when: '#role = :role', values: { ':role': role } };
}

/** Teams are counted in changes, because a list cannot be compared. */
function sameTeams({ teamChanges }: Membership) {
  return teamChanges === undefined
    ? { when: 'attribute_not_exists(#teamChanges)' }
    : { when: '#teamChanges = :teamChanges', values: { ':teamChanges': teamChanges } };
}

/** Part of a transaction: closes the organization to all sessions of a member that began until now. */
export function sessionsClosed(table: Table, { orgId, userId }: Membership, now: number): TableWrite {
  const condition = { when: 'attribute_exists(pk)' };
  return { table, update: memberKey(orgId, userId), change: { set: { sessionsEndedAt: now } }, condition };
}
