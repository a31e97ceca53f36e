import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Context } from '../../shared/context.ts';
import { failedConditions, transact } from '../../shared/dynamo-transaction.ts';
import { newId } from '../../shared/id.ts';
import { permissions } from '../../shared/permission.ts';
import { mayUseProject, projectExists, projectKey } from '../../shared/project.ts';
import { makeContext } from './make-context.ts';
import { startTables, type Tables } from './table.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const [one, two] = [newId('team', 1), newId('team', 2)];
const bound = new Set(permissions.filter((permission) => permission !== 'projects:read-all'));
const id = newId('project', 1);

const callers: [string, Partial<Context>][] = [
  ['who may see all', {}],
  ['of no team', { permissions: bound }],
  ['of one team', { permissions: bound, teams: new Set([one]) }],
  ['of two teams', { permissions: bound, teams: new Set([one, two]) }],
  ['a key', { permissions: bound, actor: { type: 'api-key', id: 'k' } }],
  ['restricted to it', { projects: new Set([id]) }],
  ['restricted to another', { projects: new Set([newId('project', 2)]) }],
  ['restricted to nothing', { projects: new Set() }],
  ['restricted to it, of no team', { projects: new Set([id]), permissions: bound }],
];
const projects: [string, readonly string[] | undefined][] = [
  ['open', undefined],
  ['with an empty list', []],
  ['closed to one', [one]],
  ['closed to two', [two]],
  ['closed to both', [one, two]],
];
const pairs = callers.flatMap(([who, caller]) =>
  projects.map(([what, teamIds]) => [who, what, caller, teamIds] as const),
);

test.each(pairs)('the rule and its condition agree: a caller %s, a project %s', async (_, __, caller, teamIds) => {
  const ctx = makeContext(caller);
  const project = { id, ...(teamIds && { teamIds: [...teamIds] }) };
  await tables.table.put({ ...projectKey(ctx.orgId, id), ...project });
  const isThere = await transact(tables.client, [projectExists(tables.table, ctx, id)]).then(
    () => true,
    (error) => failedConditions(error).length === 0,
  );
  expect(isThere).toBe(mayUseProject(ctx, project));
});

test('no caller may use a project that does not exist, or of another organization', async () => {
  for (const [, caller] of callers) {
    const ctx = makeContext(caller);
    await tables.table.put({ ...projectKey(newId('organization', 9), id), id });
    await expect(transact(tables.client, [projectExists(tables.table, ctx, id)])).rejects.toThrow();
  }
});

test('teams open what they are named for, and nothing else', () => {
  const may = (caller: Partial<Context>, teamIds?: string[]) =>
    mayUseProject(makeContext(caller), { id, ...(teamIds && { teamIds }) });
  expect(may({ permissions: bound }, [one])).toBe(false);
  expect(may({ permissions: bound, teams: new Set([two]) }, [one])).toBe(false);
  expect(may({ permissions: bound, teams: new Set([one]) }, [one])).toBe(true);
  expect(may({ permissions: bound }, [])).toBe(true);
  expect(may({}, [one])).toBe(true);
  expect(may({ permissions: bound, actor: { type: 'service-account', id: 'c' } }, [one])).toBe(true);
  expect(may({ projects: new Set() })).toBe(false);
});
