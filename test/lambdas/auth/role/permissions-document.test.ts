import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { permissionsMarkdown, permissionsSection } from '../../../../build/permissions.ts';
import { permissionsOfRole, Role } from '../../../../lambdas/auth/role/role.ts';
import { permissions } from '../../../../shared/permission.ts';

test('docs/permissions.md says what the code does; `node bin/permissions.ts` makes it anew', () => {
  expect(readFileSync('docs/permissions.md', 'utf8')).toBe(permissionsMarkdown());
});

test('every permission has a line, with a mark for each role that has it', () => {
  const lines = permissionsMarkdown().split('\n');
  for (const permission of permissions) {
    const [line, ...more] = lines.filter((each) => each.startsWith(`| \`${permission}\` |`));
    expect(more).toEqual([]);
    const marks = line
      ?.split('|')
      .slice(3, 7)
      .map((cell) => cell.trim() === '✓');
    expect(marks, permission).toEqual(Role.options.map((role) => permissionsOfRole[role].includes(permission)));
    expect(permissionsSection()).toContain(`<code>${permission}</code>`);
  }
});
