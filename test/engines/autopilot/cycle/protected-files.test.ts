import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cycle, fixBad, inTree, textIn } from './cycle-kit.ts';
import { stateOf } from './trees.ts';

describe('what is protected, or is no file of the tree, is not touched:', () => {
  const tree = { 'src/a.ts': 'BAD;\n', 'auth/b.ts': 'BAD;\n', 'node_modules/x/c.ts': 'BAD;\n', 'logo.png': 'BAD' };

  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, nth) => [`public/${nth}.ts`, 'BAD;\n']));

  test('by the rule', () =>
    inTree(tree, async (root, before) => {
      const whyProtected = (path: string) => (path.startsWith('auth/') ? 'It is.' : undefined);
      expect(await cycle(root, [fixBad], {}, { whyProtected })).toMatchObject({ status: 'completed' });
      expect(stateOf(root)).toEqual({ ...before, 'src/a.ts': '644 good;\n' });
    }));

  test('and the result says of each what would have been changed, and why it was not', () =>
    inTree({ ...tree, ...many(30) }, async (root) => {
      const whyProtected = (path: string) => (path.startsWith('src/') ? undefined : 'Nobody may.');
      const { applied, dropped } = await cycle(root, [fixBad], {}, { whyProtected });
      expect(applied.map(({ path }) => path)).toEqual(['src/a.ts']);
      expect(dropped).toHaveLength(10);
      expect(dropped[0]).toMatchObject({ path: 'auth/b.ts', why: 'protected' });
      expect(dropped[0]?.reason).toBe('auth/b.ts is protected. Nobody may.');
      expect(dropped.at(-1)?.reason).toContain('So are 21 more files');
    }));

  test('when the check itself fails', () =>
    inTree(tree, async (root, before) => {
      const whyProtected = () => {
        throw new Error('The rule cannot be read.');
      };
      expect(await cycle(root, [fixBad], {}, { whyProtected })).toMatchObject({ status: 'noop', changes: [] });
      expect(stateOf(root)).toEqual(before);
    }));

  test('when it becomes protected before it is written', () =>
    inTree(tree, async (root, before) => {
      let isProtected = false;
      const result = await cycle(
        root,
        [fixBad],
        {},
        {
          whyProtected: () => (isProtected ? 'It is.' : undefined),
          checkGates: () => {
            isProtected = true;
            return [];
          },
        },
      );
      expect(result).toMatchObject({ status: 'rolled-back', error: expect.stringContaining('protected'), changes: [] });
      expect(stateOf(root)).toEqual(before);
    }));

  test('through a link', () =>
    inTree({ 'outer.ts': 'BAD;\n' }, (outer) =>
      inTree(tree, async (root) => {
        symlinkSync(join(outer, 'outer.ts'), join(root, 'link.ts'));
        symlinkSync(outer, join(root, 'folder'));
        const { changes } = await cycle(root, [fixBad]);
        expect(changes.map(({ path }) => path)).toEqual(['auth/b.ts', 'src/a.ts']);
        expect(textIn(outer, 'outer.ts')).toBe('BAD;\n');
      }),
    ));
});
