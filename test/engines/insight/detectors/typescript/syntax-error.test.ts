import { describe, expect, test } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/typescript/syntax-error.ts';
import { findingsIn, placesOf } from '../../kit.ts';

const placesIn = async (tree: Record<string, string>) => placesOf(await findingsIn(detector, tree));

describe('a file that does not parse is one issue, where the parser stopped:', () => {
  test.each([
    ['a.ts', 'export {};\nconst a = ;\nconst = 2;', 2],
    ['a.js', 'function (', 1],
    ['a.tsx', 'export const a = <div>;\n', 1],
    ['a.ts', 'const s = `never\nends', 1],
    ['a.ts', '<<<<<<< HEAD\nconst a = 1;\n=======\n', 1],
    ['a.js', 'const x: number = 1;', 1],
  ])('%s %j', async (path, text, line) => {
    expect(await placesIn({ [path]: text })).toEqual([`${path}:${line} syntax-error`]);
  });
});

test.each([
  ['a.js', 'export const a = <div/>;'],
  ['a.ts', 'const a = <number>x;'],
  ['a.ts', ''],
  ['a.js', '#!/usr/bin/env node\nmain();'],
  ['a.cjs', 'return;'],
  ['a.js', 'if (x) return;\nmodule.exports = 1;'],
  ['a.js', '// @flow\nexport const a = (b: number) => b;'],
])('%s %j parses', async (path, text) => {
  expect(await placesIn({ [path]: text })).toEqual([]);
});
