import { permissionMatrix, roles } from '../lambdas/auth/contract.ts';
import { escapeHtml } from '../shared/html.ts';

/** Each permission: what it allows, and which role has it. From the table that the code goes by. */
const rows = Object.entries(permissionMatrix).map(([permission, [lowest, allows]]) => ({
  permission,
  allows,
  has: roles.map((role) => roles.indexOf(role) <= roles.indexOf(lowest)),
}));

const about = [
  'A member of an organization has one role. Each role has all that the ones to its right have.',
  'A custom role is a set of permissions, without those that only an owner has. API keys, applications and CI jobs have scopes instead; none can do more than whoever made it.',
  'Changes count everywhere within 30 seconds.',
];

/** `docs/permissions.md`. */
export function permissionsMarkdown(): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    '# Roles and permissions',
    '',
    '<!-- Made from `permissionMatrix` in lambdas/auth/role/role.ts by `node bin/permissions.ts`. -->',
    '',
    about.join('\n'),
    '',
    line(['Permission', 'Allows to', ...roles]),
    line(['---', '---', ...roles.map(() => ':-:')]),
    ...rows.map(({ permission, allows, has }) =>
      line([`\`${permission}\``, allows, ...has.map((isHad) => (isHad ? '✓' : '–'))]),
    ),
    '',
  ].join('\n');
}

/** The same as a section of the reference. */
export function permissionsSection(): string {
  const head = ['Permission', 'Allows to', ...roles].map((name) => `<th scope="col">${escapeHtml(name)}</th>`);
  const body = rows.map(({ permission, allows, has }) => {
    const cells = has.map(
      (isHad) => `<td>${isHad ? '✓<span class="hidden">yes</span>' : '<span class="hidden">no</span>'}</td>`,
    );
    return `<tr><th scope="row"><code>${permission}</code></th><td>${escapeHtml(allows)}</td>${cells.join('')}</tr>`;
  });
  return `<h2 id="permissions">Roles and permissions</h2>
${about.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n')}
<table><thead><tr>${head.join('')}</tr></thead><tbody>
${body.join('\n')}
</tbody></table>`;
}
