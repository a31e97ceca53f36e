import type { Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { CustomRole, isBuiltIn, type MemberRole, type RoleChange } from './role.ts';

type TableWrite = Write & { readonly table: Table };

export const customRoleKey = (orgId: string, roleId: string) => ({ pk: `ORG#${orgId}`, sk: `ROLE#${roleId}` });

/** An organization defines no more roles of its own than this. */
export const customRoleLimit = 20;

export interface RoleStore {
  get(orgId: string, roleId: string): Promise<CustomRole | undefined>;
  /** All of them, oldest first. */
  list(orgId: string): Promise<CustomRole[]>;
}

export function createRoleStore(table: Table): RoleStore {
  return {
    get: (orgId, roleId) => table.get(CustomRole, customRoleKey(orgId, roleId)),
    list: (orgId) => table.query(CustomRole, { pk: `ORG#${orgId}`, skPrefix: 'ROLE#', limit: customRoleLimit }),
  };
}

/** Part of a transaction. */
export function newRole(table: Table, orgId: string, role: CustomRole): TableWrite {
  const condition = { when: 'attribute_not_exists(pk)' };
  return { table, put: { ...customRoleKey(orgId, role.id), ...role, useCount: 0 }, condition };
}

/** Part of a transaction; fails when the role is not at the version that was read. */
export function roleChanged(
  table: Table,
  orgId: string,
  { id, version }: CustomRole,
  change: RoleChange & { updatedAt: string },
): TableWrite {
  return {
    ...{ table, update: customRoleKey(orgId, id), change: { set: change, add: { version: 1 } } },
    condition: { when: '#version = :version', values: { ':version': version } },
  };
}

/** Part of a transaction; fails while a member or a pending invitation has the role. */
export function roleDeleted(table: Table, orgId: string, roleId: string): TableWrite {
  const condition = { when: 'attribute_exists(pk) AND #useCount = :none', values: { ':none': 0 } };
  return { table, delete: customRoleKey(orgId, roleId), condition };
}

/** Parts of a transaction: counts who has which custom role; fails when a role that somebody gets is gone. */
export function roleUses(
  table: Table,
  orgId: string,
  moves: readonly { readonly from?: MemberRole; readonly to?: MemberRole }[],
): TableWrite[] {
  const net = new Map<string, number>();
  const add = (role: MemberRole | undefined, by: number) => {
    if (role !== undefined && !isBuiltIn(role)) net.set(role, (net.get(role) ?? 0) + by);
  };
  for (const { from, to } of moves) {
    add(from, -1);
    add(to, 1);
  }
  return [...net]
    .filter(([, by]) => by !== 0)
    .map(([roleId, by]) => ({
      ...{ table, update: customRoleKey(orgId, roleId), change: { add: { useCount: by } } },
      condition: { when: 'attribute_exists(pk)' },
    }));
}
