import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Tree, withFolder } from '../engines/insight/kit.ts';

const recipe = {
  ...{ id: 'no-old-name', version: '1.0.0', name: 'New name', description: 'Calls it by its new name.' },
  ...{ confidence: 0.9, priority: 1, risk: 'low', tags: [] },
  condition: { type: 'threshold', rules: [{ metric: 'lint', operator: '>', value: 0 }] },
  actions: [{ type: 'ast-grep', languages: ['ts'], rule: { pattern: 'oldName($A)' }, fix: 'newName($A)' }],
};

interface Tried {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What `git apply` makes of `src/a.ts`. */
  readonly applied: string;
}

const node = ['--disable-warning=ExperimentalWarning', 'bin/try-recipe.ts'];

const tried = (given: unknown, tree?: Tree): Promise<Tried> =>
  withFolder({ 'odavl.recipe.json': JSON.stringify(given), 'tree/src/a.ts': '', ...tree }, async (root) => {
    const folder = join(root, 'tree');
    const args = [...node, join(root, 'odavl.recipe.json'), ...(tree ? [folder] : [])];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (stdout !== '') spawnSync('git', ['apply', '-'], { cwd: folder, input: stdout });
    return { status, stdout, stderr, applied: readFileSync(join(folder, 'src/a.ts'), 'utf8') };
  });

test('a valid recipe is shown as the patch that it would be', async () => {
  const { status, stderr, stdout, applied } = await tried(recipe, {
    'tree/src/a.ts': '\uFEFFoldName(1);\r\nkeep();\r\n',
    'tree/src/b.ts': 'keep();\n',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'It is valid.\n' });
  expect(stdout).not.toContain('b.ts');
  expect(applied).toBe('\uFEFFnewName(1);\r\nkeep();\r\n');
});

test('one that finds nothing to do says so, and so does what it has to leave alone', async () => {
  const broken = { 'tree/src/a.ts': 'keep();\n', 'tree/src/b.ts': 'oldName(1); }\n' };
  expect(await tried(recipe, broken)).toMatchObject({
    ...{ status: 0, stdout: '' },
    stderr: expect.stringMatching(/^src\/b\.ts: .+\nIt changes nothing\.\n$/),
  });
});

test('of a recipe that is wrong it is told where, what, and what to do', async () => {
  const wrong = { ...recipe, risk: 'tiny', actions: [{ type: 'ast-grap' }] };
  const { status, stdout, stderr } = await tried(wrong, { 'tree/src/a.ts': 'oldName(1);\n' });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^risk: .+low/m);
  expect(stderr).toMatch(/^actions\[0\]\.type: .+ast-grep/m);
  expect(await tried(recipe)).toMatchObject({ status: 0, stderr: 'It is valid.\n', stdout: '' });
});

test.each([
  [[], 'node bin/try-recipe.ts <odavl.recipe.json>'],
  [['no-such.json'], 'no-such.json'],
  [['engines/autopilot/recipes/remove-console/recipe.json', 'no-such-folder'], 'no-such-folder'],
  [['schema/odavl.recipe.schema.json', 'a', 'b'], 'node bin/try-recipe.ts'],
])('what it cannot tell ends with 2: %j', (args, said) => {
  const { status, stderr } = spawnSync(process.execPath, [...node, ...args], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([2, expect.stringContaining(said)]);
});
