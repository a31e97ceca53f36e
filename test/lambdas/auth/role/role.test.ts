import { expect, test } from 'vitest';
import { permissionsOf, Scope } from '../../../../lambdas/auth/api-key/scope.ts';
import { permissionsOfRole, Role } from '../../../../lambdas/auth/role/role.ts';
import { type Permission, permissions } from '../../../../shared/permission.ts';

// The table "Accounts" of the product facts, row by row: what it names, and who has it.
const matrix: [string, Permission[], Role[]][] = [
  [
    'view organization, members, projects, keys',
    ['organization:read', 'members:read', 'projects:read', 'keys:read'],
    ['owner', 'admin', 'developer', 'viewer'],
  ],
  [
    'view analyses, fixes, tests',
    ['insight:read', 'autopilot:read', 'guardian:read', 'tasks:read'],
    ['owner', 'admin', 'developer', 'viewer'],
  ],
  [
    'run analyses, fixes, tests',
    ['insight:write', 'autopilot:write', 'guardian:write', 'tasks:write'],
    ['owner', 'admin', 'developer'],
  ],
  ['create and update projects', ['projects:write'], ['owner', 'admin', 'developer']],
  ['delete projects, update the organization', ['projects:delete', 'organization:update'], ['owner', 'admin']],
  ['invite and remove members, view billing', ['members:write', 'billing:read'], ['owner', 'admin']],
  ['create keys, webhooks', ['keys:create', 'webhooks:write'], ['owner', 'admin']],
  ['delete the organization, change roles', ['organization:delete', 'roles:write'], ['owner']],
  ['manage billing, delete keys', ['billing:write', 'keys:delete'], ['owner']],
];

test.each(matrix)('%s', (_, named, roles) => {
  for (const permission of named) {
    const having = Role.options.filter((role) => permissionsOfRole[role].includes(permission));
    expect(having, permission).toEqual(roles);
  }
});

test('each role has all that the one below it has, and more', () => {
  const [owner, admin, developer, viewer] = Role.options.map((role) => new Set(permissionsOfRole[role]));
  for (const [above, below] of [
    [owner, admin],
    [admin, developer],
    [developer, viewer],
  ]) {
    expect(below?.isSubsetOf(above ?? new Set())).toBe(true);
    expect(above?.size).toBeGreaterThan(below?.size ?? 0);
  }
});

test('the scopes of API keys are those of the product facts', () => {
  expect(Scope.options.toSorted()).toEqual(
    [
      ...['insight:read', 'insight:write', 'autopilot:read', 'autopilot:write', 'guardian:read', 'guardian:write'],
      ...['telemetry:write', 'intelligence:read', 'marketplace:read', 'marketplace:publish', 'projects:read'],
      ...['projects:write', 'billing:read', 'webhooks:write', 'admin'],
    ].toSorted(),
  );
});

test('a read scope changes nothing, and a write scope includes its read scope', () => {
  for (const scope of Scope.options) {
    const granted = permissionsOf([scope]);
    expect(granted.every((permission) => permissions.includes(permission))).toBe(true);
    if (scope.endsWith(':read')) expect(granted.filter((permission) => !permission.endsWith(':read'))).toEqual([]);
    const read = `${scope.split(':')[0]}:read`;
    if (
      scope.endsWith(':write') &&
      permissions.some((permission) => permission === read) &&
      Scope.safeParse(read).success &&
      scope !== 'telemetry:write'
    ) {
      expect(granted).toContain(read);
    }
  }
});
