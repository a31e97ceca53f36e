import { describe, expect, it } from 'vitest';
import { syntaxOfText } from './syntax-of-text.ts';

/** Of the argument of the last call. */
function constantIn(text: string) {
  const syntax = syntaxOfText(text);
  const argument = syntax.ofType('CallExpression').at(-1)?.arguments[0];
  return argument && syntax.constantOf(argument);
}

describe('constants', () => {
  it.each([
    [`f('a' + 1 + \`b\${2}\`)`, 'a1b2'],
    [`const a = 'x'; const b = a + '/' + a; f(b)`, 'x/x'],
    ['f(-(2 * 3) ** 2 > 1)', true],
    ['f(!0 && (null ?? "d"))', 'd'],
    ['f(typeof "a" === "string" ? void 0 : 1)', undefined],
    ['const a = 5 as const; f((a)! % 3)', 2],
  ])('of %s', (text, value) => {
    expect(constantIn(text)).toEqual({ value });
  });

  it.each([
    'let a = 1; f(a)',
    'function g(a) { f(a) }',
    'const { a } = { a: 1 }; f(a)',
    'f(b + 1)',
    'f(/a/)',
    'const a = a + "x"; f(a)',
    'f(g() || 1)',
  ])('are not known of %s', (text) => {
    expect(constantIn(text)).toBeUndefined();
  });

  it('stop at a text that doubles with every line', () => {
    const lines = Array.from({ length: 60 }, (_, nth) => `const a${nth + 1} = a${nth} + a${nth};`);
    expect(constantIn(`const a0 = 'x'; ${lines.join('\n')} f(a60)`)).toBeUndefined();
  });
});
