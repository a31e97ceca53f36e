import type { Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import type { Membership } from '../organization/organization.ts';
import { count } from '../organization/store.ts';
import { roleUses } from '../role/store.ts';
import { teamLeft } from '../team/store.ts';
import { countMemberships, membershipEnded } from './store.ts';

type TableWrite = Write & { readonly table: Table };

/**
 * All that ends a membership, for `attempt`. `room` fails for the last owner, `membership` when it changed since it was read,
 * `person` when the account is gone.
 */
export function removal(table: Table, membership: Membership) {
  const { orgId, userId, role, teams = [] } = membership;
  const isOwner = role === 'owner';
  const fewer = { memberCount: -1, seatCount: -1, ...(isOwner && { ownerCount: -1 }) };
  return {
    membership: membershipEnded(table, membership),
    room: count(table, orgId, fewer, isOwner ? { above: { ownerCount: 1 } } : {}),
    roles: roleUses(table, orgId, [{ from: role }]),
    teams: teams.map((team) => teamLeft(table, orgId, team, userId)),
    person: countMemberships(table, userId, -1),
  } satisfies Record<string, TableWrite | TableWrite[]>;
}
