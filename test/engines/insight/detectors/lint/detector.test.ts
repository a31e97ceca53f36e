import { describe, expect, test } from 'vitest';
import { configuration } from '../../../../../engines/insight/detectors/lint/configuration.ts';
import { detector } from '../../../../../engines/insight/detectors/lint/detector.ts';
import { lintRules } from '../../../../../engines/insight/detectors/lint/rules.ts';
import { oxlint } from '../../../../../engines/insight/native/oxlint.ts';
import { runProgram } from '../../../../../engines/insight/native/run-program.ts';
import { findingsIn, placesOf, withFolder } from '../../kit.ts';

const placesIn = async (tree: Record<string, string>) => placesOf(await findingsIn(detector, tree)).toSorted();

describe('bad input:', () => {
  test('no file at all, and declarations alone, give nothing', async () => {
    expect(await placesIn({})).toEqual([]);
    expect(await placesIn({ 'a.d.ts': 'declare var x: number;' })).toEqual([]);
  });

  test('a file that does not parse gives nothing here, and keeps the others from nothing', async () => {
    expect(await placesIn({ 'a.ts': 'const a = ;', 'b.ts': 'export const b = 1;\ndebugger;' })).toEqual([
      'b.ts:2 no-debugger',
    ]);
  });

  test('odd names are no options, and are told as they are', async () => {
    const names = ['-rf.ts', '--help.ts', '--fix', 'a\nb.ts', '.hidden/名.ts', 'x.min.js', 'node.config.ts'];
    const tree = Object.fromEntries(names.map((name) => [name, 'export const a = 1;\ndebugger;\n']));
    const expected = names.filter((name) => name !== '--fix').map((name) => `${name}:2 no-debugger`);
    expect(await placesIn(tree)).toEqual(expected.toSorted());
  });

  test('columns count code units, whatever comes before', async () => {
    const [finding] = await findingsIn(detector, {
      'a.ts': '\uFEFF// 日本\r\nconst s = "😀é"; debugger; export { s };\r\n',
    });
    expect(finding).toMatchObject({ line: 2, column: 18, ruleId: 'no-debugger', severity: 'high' });
  });
});

describe('a rule fires, and its near miss does not:', () => {
  test.each([
    ['no-dupe-keys', 'export const q = {\n  a: 1,\n  a: 2,\n};', 3, 'export const q = { a: 1, b: 2 };'],
    ['no-debugger', 'export {};\ndebugger;', 2, 'export const debug = "debugger";'],
    ['use-isnan', 'export const f = (a: number) => a === NaN;', 1, 'export const f = Number.isNaN;'],
    ['no-unused-vars', "import { x } from './x';\nexport {};", 1, 'export const f = (unused: number) => 1;'],
    ['eqeqeq', 'export const f = (a: string) => a == "x";', 1, 'export const f = (a: unknown) => a == null;'],
    ['no-var', 'export var a = 1;', 1, 'export const a = 1;'],
    ['prefer-const', 'let a = 1;\nexport { a };', 1, 'let a = 1;\na = 2;\nexport { a };'],
    ['no-constant-condition', 'if (1) alert(1);', 1, 'while (true) alert(1);'],
    ['no-cond-assign', 'let a;\nif (a = b()) alert(a);', 2, 'let a;\nwhile ((a = b())) alert(a);'],
    ['no-new-buffer', 'export const b = new Buffer(1);', 1, 'export const b = Buffer.alloc(1);'],
    ['no-useless-catch', 'try { f(); } catch (e) { throw e; }', 1, 'try { f(); } catch (e) { log(e); throw e; }'],
    [
      'no-self-assign',
      'export function f(a: number) {\n  a = a;\n}',
      2,
      'export function f(a: number) {\n  a = -a;\n}',
    ],
    ['no-unreachable', 'export function f() {\n  return 1;\n  f();\n}', 3, 'export function f() {\n  return 1;\n}'],
    ['no-empty', 'try { f(); } catch {}', 1, 'try { f(); } catch { /* It may fail. */ }'],
    [
      'no-accumulating-spread',
      'export const f = (a: number[]) => a.reduce((o, x) => ({ ...o, [x]: 1 }), {});',
      1,
      'export const f = (a: number[]) => a.reduce((o, x) => o + x, 0);',
    ],
  ])('%s', async (ruleId, bad, line, good) => {
    expect(await placesIn({ 'src/a.ts': bad })).toContain(`src/a.ts:${line} ${ruleId}`);
    expect((await findingsIn(detector, { 'src/a.ts': good })).map((each) => each.ruleId)).not.toContain(ruleId);
  });

  test('those of React only where React is, and not in its tests', async () => {
    const list = 'export const L = ({ all }) => <ul>{all.map((x) => <li>{x}</li>)}</ul>;\n';
    const other = `/** @jsxImportSource hono/jsx */\n${list}`;
    expect(await placesIn({ 'a.tsx': list, 'b.tsx': other, 'a.test.tsx': list })).toEqual(['a.tsx:1 jsx-key']);
  });

  test('what is not used at the top of a script may be used by its page', async () => {
    expect(await placesIn({ 'page.js': 'function onClick() {}\n', 'm.js': 'function f() {}\nexport {};\n' })).toEqual([
      'm.js:1 no-unused-vars',
    ]);
  });
});

test('a finding says what is wrong and what to do, without what our own options have oxlint add', async () => {
  const [finding] = await findingsIn(detector, { 'a.ts': 'export {};\nconst username = 1;\n' });
  expect(finding).toEqual({
    ...{ file: 'a.ts', line: 2, column: 7, ruleId: 'no-unused-vars', category: 'unused-code', severity: 'low' },
    ...{
      message: "Variable 'username' is declared but never used.",
      suggestion: 'Consider removing this declaration.',
    },
    confidence: 90,
  });
});

test('comments in the code that switch a rule off are heeded', async () => {
  const code = `export {};
debugger; // eslint-disable-line no-debugger
// oxlint-disable-next-line no-debugger
debugger;
debugger;
`;
  expect(await placesIn({ 'a.ts': code })).toEqual(['a.ts:5 no-debugger']);
});

test('every rule of the table is one of oxlint, has an id of its own, and an honest confidence', async () => {
  expect(new Set(lintRules.map(({ ruleId }) => ruleId)).size).toBe(lintRules.length);
  for (const { ruleId, confidence } of lintRules) {
    expect(ruleId).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(confidence).toBeGreaterThanOrEqual(70);
  }
  await withFolder({ 'c.json': JSON.stringify(configuration), 'a.ts': '' }, async (cwd) => {
    const { command, args } = oxlint();
    const own = ['-c', 'c.json', '-f', 'json', 'a.ts'];
    const run = await runProgram({ command, args: [...args, ...own], cwd, signal: AbortSignal.timeout(15_000) });
    expect(JSON.parse(run.stdout)).toMatchObject({ number_of_rules: lintRules.length });
  });
});
