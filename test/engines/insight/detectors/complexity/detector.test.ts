import { describe, expect, it } from 'vitest';
import { cognitiveScoreOf } from '../../../../../engines/insight/detectors/complexity/cognitive-score.ts';
import { detector } from '../../../../../engines/insight/detectors/complexity/detector.ts';
import { isFunction } from '../../../../../engines/insight/syntax/node.ts';
import { findingsIn, placesOf } from '../../kit.ts';
import { syntaxOfText } from '../../syntax/syntax-of-text.ts';

const scoresIn = (text: string, path?: string) => {
  const syntax = syntaxOfText(text, path);
  return syntax.tree.nodes.filter(isFunction).map((fn) => cognitiveScoreOf(fn, syntax));
};
const placesIn = async (text: string, path = 'src/a.ts') => placesOf(await findingsIn(detector, { [path]: text }));
const severitiesIn = async (text: string) => {
  const findings = await findingsIn(detector, { 'src/a.ts': text });
  return findings.map(({ ruleId, severity, message }) => `${ruleId} ${severity}: ${message}`);
};
const nested = (levels: number) => `${'if (a) {'.repeat(levels)} f(); ${'}'.repeat(levels)}`;

describe('cognitive complexity', () => {
  it.each([
    [
      'sumOfPrimes of the white paper',
      `function f(max) { let total = 0; out: for (let i = 1; i <= max; ++i) { for (let j = 2; j < i; ++j)
        { if (i % j === 0) { continue out; } } total += i; } return total; }`,
      [7],
    ],
    [
      'a switch, however many cases it has',
      `function f(n) { switch (n) { case 1: return 'a'; case 2: return 'b'; default: return 'c'; } }`,
      [1],
    ],
    [
      'else if, which is as deep as its if',
      'function f() { if (a) {} else if (b) {} else if (c) { if (d) {} } else {} }',
      [6],
    ],
    ['sequences of operators', 'function f() { return (a && b && c) || (d && !(e && g)) || h; }', [4]],
    ['?? and ?., which are a shorthand', 'function f() { return a?.b ?? c ?? d; }', [0]],
    ['recursion, once', 'function f(n) { return n ? f(n - 1) + f(n - 2) : 1; }', [2]],
    ['catch, but not try', 'function f() { try { if (a) {} } catch { if (b) {} } finally {} }', [4]],
    ['a callback a level deeper', 'function f() { if (a) { b.map(() => { if (c) {} }); } }', [4, 0]],
    [
      'a factory, whose functions count for themselves',
      'function f() { return { g() { if (a) {} }, h: () => { if (b) {} } }; }',
      [0, 1, 1],
    ],
    ['methods for themselves', 'function f() { if (a) {} class B { c() { if (d) {} } } }', [1, 1]],
  ])('counts %s', (_, text, scores) => {
    expect(scoresIn(text)).toEqual(scores);
  });

  it('counts the functions of a component for themselves', () => {
    const text = 'function P() { const on = () => { if (a) {} }; if (b) return null; return c && <B on={on} />; }';
    expect(scoresIn(text, 'src/a.tsx')).toEqual([1, 1]);
  });
});

describe('the complexity detector', () => {
  it('tells of each function once for each rule, by its name', async () => {
    expect(await severitiesIn(`const g = () => { ${nested(6)} };`)).toEqual([
      'cognitive-complexity low: The function "g" is hard to follow: its cognitive complexity is 21 (at most 20).',
      'nesting-depth low: The function "g" nests its statements 6 levels deep (at most 4).',
    ]);
  });

  it('is stricter the further a function is over a limit', async () => {
    const severities = async (text: string) =>
      (await findingsIn(detector, { 'src/a.ts': text })).map(({ ruleId, severity }) => `${ruleId} ${severity}`);
    expect(await severities(`function f() { ${nested(9)} }`)).toEqual([
      'cognitive-complexity medium',
      'nesting-depth high',
    ]);
    expect(await severities(`function f() { ${'if (a) b();'.repeat(17)} }`)).toEqual(['cyclomatic-complexity low']);
    expect(await severities(`function f() { ${'if (a) b();'.repeat(25)} }`)).toEqual([
      'cognitive-complexity low',
      'cyclomatic-complexity high',
    ]);
    expect(await severities(`function f() {\n${'a();\n'.repeat(199)}}`)).toEqual(['function-length medium']);
  });

  it('has nothing to say at the limits', async () => {
    const text = `function f() { ${'if (a) b();'.repeat(11)} } function g(a, b, c, d, e, f, h) { ${nested(4)} }`;
    expect(await placesIn(text)).toEqual([]);
  });

  it('counts lines of code, not of comments and air', async () => {
    const lines = (code: number) => `function f() {\n${'  a();\n\n  // why\n'.repeat(code)}}`;
    expect(await placesIn(lines(98))).toEqual([]);
    expect(await placesIn(lines(99))).toEqual(['src/a.ts:1 function-length']);
  });

  it('counts the code of a component, not its markup', async () => {
    const panel = (code: number) =>
      `function P() {\n${'a();\n'.repeat(code)}return <p>\n${'<b />\n'.repeat(150)}</p>;\n}`;
    expect(await placesIn(panel(10), 'src/a.tsx')).toEqual([]);
    expect(await placesIn(panel(110), 'src/a.tsx')).toEqual(['src/a.tsx:1 function-length']);
  });

  it.each([
    ['a wrapper of a module', `(function () {\n${'a();\n'.repeat(150)}})();`],
    [
      'a constructor of injected services',
      `class A { constructor(${[...'abcdefgh'].map((p) => `private ${p}: P`)}) {} }`,
    ],
    ['a chain of else if', `function f() { ${'if (a) {} else '.repeat(10)} {} }`],
  ])('leaves alone %s', async (_, text) => {
    expect(await placesIn(text)).toEqual([]);
  });

  it('tells of more than seven parameters', async () => {
    expect(await placesIn('\nfunction f(a, b, c, d, e, g, h, i) {}')).toEqual(['src/a.ts:2 too-many-parameters']);
  });

  it('leaves code of tests alone', async () => {
    expect(await placesIn(`function f() { ${nested(9)} }`, 'test/a.ts')).toEqual([]);
  });
});
