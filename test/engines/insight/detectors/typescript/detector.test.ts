import { describe, expect, test } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/typescript/detector.ts';
import { findingsIn, placesOf } from '../../kit.ts';

const placesIn = async (tree: Record<string, string>) => placesOf(await findingsIn(detector, tree)).toSorted();
const strict = JSON.stringify({ compilerOptions: { strict: true } });

describe('bad input:', () => {
  test('no TypeScript gives nothing', async () => {
    expect(await placesIn({})).toEqual([]);
    expect(await placesIn({ 'a.js': 'const a = 1; a.b.c();' })).toEqual([]);
  });

  test('a file that does not parse is left to the detector of syntax errors, and the others are checked', async () => {
    expect(
      await placesIn({ 'a.ts': 'const a: = ;\nconst b: number = "x";', 'b.ts': 'export const b: number = "x";' }),
    ).toEqual(['b.ts:1 ts2322']);
  });

  test('odd names are no options and no lines of the output, and are told as they are', async () => {
    const names = [
      '-rf.ts',
      '--init.ts',
      '@args.ts',
      'a\nb.ts',
      'a(1,2): error TS2322: x.ts',
      '名😀.ts',
      'q\'".ts',
      '%41.ts',
    ];
    const tree = Object.fromEntries(names.map((name) => [name, 'export const a: number = "x";\n']));
    expect(await placesIn(tree)).toEqual(names.map((name) => `${name}:1 ts2322`).toSorted());
  });

  test.each([
    ['no JSON', '{ nothing'],
    ['no object', '[1, 2]'],
    [
      'options of the wrong types',
      '{"compilerOptions":{"strict":"yes","lib":7,"paths":[1],"target":{},"module":[]},"include":3}',
    ],
    ['options that nobody knows', '{"compilerOptions":{"target":"es9999","lib":["es9999"],"module":"x","unknown":1}}'],
    [
      'options that are gone',
      '{"compilerOptions":{"target":"es3","moduleResolution":"classic","baseUrl":".","outFile":"x","module":"amd"}}',
    ],
    ['itself as its base', '{"extends":"./tsconfig.json"}'],
    [
      'places outside the repository',
      '{"extends":"../../../etc/x.json","compilerOptions":{"baseUrl":"../..","paths":{"*":["../../*","/etc/*"]}}}',
    ],
    ['paths that are no patterns', '{"compilerOptions":{"paths":{"*/*/*":["*/*"],"a":[]}}}'],
  ])('a configuration with %s', async (_, config) => {
    expect(await placesIn({ 'tsconfig.json': config, 'a.ts': 'export const a: number = "x";' })).toEqual([
      'a.ts:1 ts2322',
    ]);
  });

  test('a thousand folders within each other', async () => {
    const deep = `${'d/'.repeat(1_000)}a.ts`;
    expect(await placesIn({ [deep]: 'export const a: number = "x";' })).toEqual([`${deep}:1 ts2322`]);
  });
});

describe('an error of types is told, and its near miss is not:', () => {
  test.each([
    [2322, 'export const a: number = "x";', 'export const a: number = 1;'],
    [2345, 'const f = (a: number) => a;\nf("x");', 'const f = (a: number) => a;\nf(1);'],
    [2551, 'export const f = (x: string) => x.lenght;', 'export const f = (x: string) => x.length;'],
    [2304, 'export const a = misspelt + 1;', 'declare const misspelt: number;\nexport const a = misspelt + 1;'],
    [2554, 'const f = (a: number) => a;\nf(1, 2);', 'const f = (a: number, b?: number) => a;\nf(1, 2);'],
    [2367, 'export const f = (a: 1 | 2) => a === 3;', 'export const f = (a: 1 | 2) => a === 2;'],
    [2588, 'const a = 1;\na = 2;', 'let a = 1;\na = 2;'],
    [18_048, 'export const f = (a?: string) => a.length;', 'export const f = (a?: string) => a?.length;'],
    [7006, 'export function f(a) {}', 'export function f(a: number) {}'],
  ])('TS%s', async (code, bad, good) => {
    const rules = async (text: string) =>
      (await findingsIn(detector, { 'tsconfig.json': strict, 'a.ts': text })).map(({ ruleId }) => ruleId);
    expect(await rules(bad)).toEqual([`ts${code}`]);
    expect(await rules(good)).toEqual([]);
  });

  test('across files, by relative imports, paths, and references of a configuration', async () => {
    const tree = {
      'tsconfig.json': '{"files":[],"references":[{"path":"./tsconfig.app.json"}]}',
      'tsconfig.app.json':
        '{"compilerOptions":{"strict":true,"paths":{"@/*":["./src/*"]}},/* all */"include":["src"],}',
      'src/price.ts': 'export const price = (net: number) => net * 2;\n',
      'src/a.ts': "import { price } from '@/price';\nprice('x');\n",
      'src/b.ts': "import { price } from './price.js';\nprice('x');\n",
      'scripts/c.ts': 'export const c: number = "not of the project";\n',
    };
    expect(await placesIn(tree)).toEqual(['src/a.ts:2 ts2345', 'src/b.ts:2 ts2345']);
  });

  test('in properties of components, without the types of React', async () => {
    const tree = {
      'tsconfig.json': '{"compilerOptions":{"strict":true,"jsx":"react-jsx"}}',
      'a.tsx': `import { useState } from 'react';
export function Price({ net, children }: { net: number; children: string }) {
  const [open] = useState(false);
  return <b className="x" onClick={() => open}>{net}{children}</b>;
}
export const all = <Price net="1" key={1}>x</Price>;
`,
    };
    expect(await placesIn(tree)).toEqual(['a.tsx:6 ts2322']);
  });

  test('columns count code units', async () => {
    const findings = await findingsIn(detector, { 'a.ts': '\uFEFF/* 日😀 */ export const a: number = "x";\r\n' });
    expect(findings).toMatchObject([{ line: 1, column: 24, ruleId: 'ts2322', severity: 'high', confidence: 95 }]);
  });
});

describe('strictness is that of the project:', () => {
  const loose = 'export function f(a) { return a; }\nexport const g = (a?: string) => a.length;\n';
  test('none is asked for', async () => {
    expect(await placesIn({ 'a.ts': loose })).toEqual([]);
    expect(await placesIn({ 'tsconfig.json': '{}', 'a.ts': loose })).toEqual([]);
  });

  test('by a base of the repository, also of one of its packages', async () => {
    const base = '{"compilerOptions":{"strict":true}}';
    const package_ = '{"name":"@acme/config"}';
    expect(
      await placesIn({
        ...{
          'config/package.json': package_,
          'config/base.json': base,
          'app/tsconfig.json': '{"extends":"@acme/config/base.json"}',
        },
        ...{ 'tsconfig.base.json': base, 'lib/tsconfig.json': '{"extends":["../tsconfig.base"]}' },
        ...{ 'app/a.ts': loose, 'lib/a.ts': loose, 'other/a.ts': loose },
      }),
    ).toEqual(['app/a.ts:1 ts7006', 'app/a.ts:2 ts18048', 'lib/a.ts:1 ts7006', 'lib/a.ts:2 ts18048']);
  });

  test('JavaScript is checked only where the project says so', async () => {
    const tree = { 'a/x.js': 'export const n = (1).foo;', 'b/x.js': 'export const n = (1).foo;' };
    const configs = {
      'a/tsconfig.json': '{"compilerOptions":{"checkJs":true}}',
      'b/tsconfig.json': '{"compilerOptions":{"allowJs":true}}',
    };
    expect(await placesIn({ ...tree, ...configs })).toEqual(['a/x.js:1 ts2339']);
  });
});

test('what only comes from packages that are not installed is no defect', async () => {
  const tree = {
    'tsconfig.json': strict,
    'node.ts': `import { readFile } from 'node:fs/promises';
import assert from 'node:assert';
export const port = Number(process.env.PORT ?? __dirname.length);
export const read = async (path: string) => JSON.parse((await readFile(path)).toString());
export const buffer: Buffer = Buffer.from('x');
let timer: NodeJS.Timeout | undefined;
timer = setTimeout(() => {}, 1);
timer.unref();
setInterval(() => {}, 1).unref();
export function first(values: string[] | undefined) { assert(values); return values.length; }
export function end(value?: string) { if (!value) process.exit(1); return value.length; }
module.exports = require('x');
`,
    'library.ts': `import * as z from 'zod';
import express, { type Request } from 'express';
import type { Base } from 'library';
import Model from 'orm';
import './style.css';
import logo from './logo.svg';
export const Schema = z.object({ a: z.string() });
export type Schema = z.infer<typeof Schema>;
export interface Props extends Base { own: string }
export class Entity extends Model<Props> { all() { return this.rows.map((row) => row.id); } }
export const app = express();
app.get('/', (req, res) => res.send(req.user.name + logo));
export const handler = (request: Request, props: Props, value: Schema) => [request.body.x, props.inherited, value.a];
export const byKey: Record<Schema['kind'], string> = {};
declare module 'express' { interface Request { user: string } }
`,
    'rest.ts': `import type { Props } from './library';
export function others({ own, ...rest }: Props) { return [own, rest.inherited]; }
`,
    'user.ts':
      "import { Entity, Schema } from './library';\nnew Entity().find((x) => x.y);\nSchema.parse({}).list.map((x) => x);\n",
    'view.tsx': `import React, { Component, forwardRef } from 'react';
export class View extends Component<{ a: string }> { state = { n: 1 }; render() { return <p>{this.props.a}{this.state.n}</p>; } }
export const Field = forwardRef<HTMLInputElement, React.ComponentProps<'input'>>(({ type, ...rest }, ref) => <input ref={ref} type={type} {...rest} />);
export const all = <><View a="x" /><Field value={1} onChange={(event) => event.target.value} /></>;
`,
    'a.test.ts':
      "describe('x', () => { it('y', () => { expect(jest.fn()).toBe(vi.fn()); }); it.each([1])('z', (n) => n); });\n",
    'vite.ts': 'export const url = import.meta.env.VITE_URL;\nexport const w = window.dataLayer;\n',
  };
  expect(await placesIn(tree)).toEqual([]);
});

test('errors beside missing packages are still told', async () => {
  const tree = {
    'tsconfig.json': strict,
    'a.ts': `import express from 'express';
export const app = express();
export const port: number = 'x';
export const f = (x: string) => x.lenght;
const point = { x: 1 };
export const y = point.y;
`,
  };
  expect(await placesIn(tree)).toEqual(['a.ts:3 ts2322', 'a.ts:4 ts2551', 'a.ts:6 ts2339']);
});
