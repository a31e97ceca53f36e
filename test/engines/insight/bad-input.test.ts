import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../../engines/insight/analysis.ts';
import { analyze, defaultLimits } from '../../../engines/insight/analyze.ts';
import type { NativeDetector } from '../../../engines/insight/detect/detector.ts';
import { insight } from '../../../engines/insight/engine.ts';
import type { DetectorId } from '../../../engines/insight/issue.ts';
import { type Tree, withWorkspace } from './kit.ts';

/** All that Insight is, as the worker calls it. */
const look = (tree: Tree, detectors?: readonly DetectorId[]): Promise<Analysis> =>
  withWorkspace(tree, (workspace) =>
    analyze(insight, workspace, { signal: AbortSignal.timeout(60_000), ...(detectors && { detectors }) }),
  );
const failed = ({ detectors }: Analysis) => detectors.filter(({ status }) => status === 'failed');
const placesOf = ({ issues }: Analysis, ruleId: string) =>
  issues.filter((issue) => issue.ruleId === ruleId).map(({ file, line, column }) => `${file}:${line}:${column}`);

test('byte order marks and line ends of all kinds move no issue, in no detector', async () => {
  const lines = ['export const a = 1;', "const text = 'é😀';", 'debugger;', ''];
  const analysis = await look({
    'bom.ts': `\uFEFFdebugger;\n${lines[1]}\nexport {};\n`,
    'crlf.ts': lines.join('\r\n'),
    'cr.ts': lines.join('\r'),
    'lf.ts': lines.join('\n'),
    'mixed.ts': `${lines[0]}\r\n${lines[1]}\r${lines[2]}\n`,
  });
  const places = ['bom.ts:1:1', ...['cr.ts', 'crlf.ts', 'lf.ts', 'mixed.ts'].map((file) => `${file}:3:1`)];
  expect(placesOf(analysis, 'debugger')).toEqual(places);
  const unused = placesOf(analysis, 'no-unused-vars');
  expect(unused).toEqual(['bom.ts:2:7', 'cr.ts:2:7', 'crlf.ts:2:7', 'lf.ts:2:7', 'mixed.ts:2:7']);
  const shown = analysis.issues.filter(({ ruleId }) => ruleId === 'debugger').map(({ codeSnippet }) => codeSnippet);
  expect(new Set(shown)).toEqual(new Set(['debugger;']));
});

test('a syntax error is one issue of its file, and the other files and all detectors go on', async () => {
  const analysis = await look({
    'src/broken.ts': "import { good } from './good.ts';\nexport const = good(;\n",
    'src/empty.ts': '',
    'src/good.ts': 'export const good = () => 1;\ndebugger;\n',
  });
  expect(placesOf(analysis, 'syntax-error')).toEqual(['src/broken.ts:2:14']);
  expect(placesOf(analysis, 'debugger')).toEqual(['src/good.ts:2:1']);
  expect([failed(analysis), analysis.skipped]).toEqual([[], []]);
});

test('a repository without source is analysed to nothing', async () => {
  const analysis = await look({ 'README.md': '# Hello', 'logo.svg': '<svg/>' });
  expect(analysis).toMatchObject({ issues: [], skipped: [], files: { analysed: 0, lines: 0 }, riskScore: 0 });
  expect(failed(analysis)).toEqual([]);
});

test('packages of a monorepo find each other, and each answers for its own dependencies', async () => {
  const analysis = await look({
    'package.json': '{"name":"root","private":true,"workspaces":["packages/*"]}',
    'packages/core/package.json': '{"name":"@shop/core","version":"1.0.0","main":"./src/index.ts"}',
    'packages/core/src/index.ts': 'export const core = 1;\n',
    'packages/web/package.json': '{"name":"@shop/web","version":"1.0.0","dependencies":{"@shop/core":"*"}}',
    'packages/web/src/index.ts':
      "import { core, gone } from '@shop/core';\nimport x from 'left-pad';\nx(core, gone);\n",
  });
  expect(placesOf(analysis, 'missing-dependency').map((place) => place.split(':')[0])).toEqual([
    'packages/web/src/index.ts',
  ]);
  expect(placesOf(analysis, 'missing-export')).toEqual([expect.stringMatching(/^packages\/web\/src\/index\.ts:1:/)]);
  expect(failed(analysis)).toEqual([]);
});

test('folders as deep as an archive may have them, and brackets as deep as are parsed, are nothing special', async () => {
  const path = `${'deep/'.repeat(31)}a.ts`;
  const analysis = await look({ [path]: `export const a = ${'[\n'.repeat(100)}${']\n'.repeat(100)};\ndebugger;\n` });
  expect(placesOf(analysis, 'debugger')).toEqual([`${path}:202:1`]);
  expect([failed(analysis), analysis.skipped]).toEqual([[], []]);
});

test('a program that crashes, and one that hangs, have failed, and the analysis goes on', async () => {
  const native: readonly NativeDetector[] = [
    { id: 'lint', checkWorkspace: () => Promise.reject(new Error('It was ended by SIGSEGV.')) },
    {
      id: 'typescript',
      checkWorkspace: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    },
  ];
  const analysis = await withWorkspace({ 'a.ts': 'debugger;\n' }, (workspace) =>
    analyze({ ...insight, native }, workspace, {
      signal: AbortSignal.timeout(60_000),
      limits: { ...defaultLimits, nativeMs: 100 },
    }),
  );
  expect(failed(analysis).map(({ detector, failures }) => ({ detector, failures }))).toEqual([
    { detector: 'typescript', failures: [{ reason: 'It took longer than 0.1 seconds.' }] },
    { detector: 'lint', failures: [{ reason: 'It was ended by SIGSEGV.' }] },
  ]);
  expect(placesOf(analysis, 'debugger')).toEqual(['a.ts:1:1']);
});

describe('what makes a naive regular expression run for minutes comes to an end:', () => {
  const half = 500_000;
  const wrapped = (piece: string) => `${piece.repeat(Math.floor(400 / piece.length))}\n`;
  const filled = (piece: string) => wrapped(piece).repeat(Math.floor(half / wrapped(piece).length));
  const detectors = ['security', 'runtime', 'network', 'performance', 'complexity', 'import', 'build'] as const;
  test.each([
    ['spaces', `/*${filled(' ')}*/`],
    ['letters', `/*\n${filled('a')}*/`],
    ['names that want a value', `/*\n${filled('password=')}*/`],
    ['openings of comments that suppress', `/*\n${filled('// odavl-disable-line ')}*/`],
    ['addresses', `/*\n${filled('http://a:b@')}*/`],
    ['beginnings of keys', `/*\n${filled('-----BEGIN PRIVATE KEY-----')}*/`],
    ['escapes in a text', `x = \`${filled('\\\\')}\`;`],
    ['quotes and slashes', `/*\n${filled(`"'/ `)}*/`],
  ])('%s', { timeout: 30_000 }, async (_, text) => {
    const analysis = await look({ 'src/a.ts': `${text}\ndebugger;\n`, 'src/b.ts': 'debugger;\n' }, detectors);
    expect([failed(analysis), analysis.skipped]).toEqual([[], []]);
    expect(placesOf(analysis, 'debugger').at(-1)).toBe('src/b.ts:1:1');
  });
});
