import { describe, expect, it } from 'vitest';
import {
  catchingTry,
  functionFor,
  functionName,
  isInAsync,
  loopsAround,
} from '../../../../engines/insight/syntax/functions.ts';
import { isFunction } from '../../../../engines/insight/syntax/node.ts';
import { syntaxOfText } from './syntax-of-text.ts';

function here(text: string) {
  const syntax = syntaxOfText(text);
  const at = syntax.ofType('CallExpression').find(({ callee }) => syntax.textOf(callee) === 'here');
  if (!at) throw new Error('The text has no call of here().');
  return { syntax, at };
}

describe('functions', () => {
  it('are named by what they are given to', () => {
    const { tree } = syntaxOfText(
      'function a() {} const b = () => {}; ({ c() {}, d: function () {} }); x.e = () => {}; class F { g() {} } h(() => {})',
    );
    expect(tree.nodes.filter(isFunction).map((fn) => functionName(fn, tree))).toEqual([
      ...['a', 'b', 'c', 'd', 'e', 'g', undefined],
    ]);
  });

  it('stand for a name that never changes', () => {
    const { syntax } = here('function a() {} let b = () => {}; b = a; const c = () => {}; a(); b(); c(); here();');
    const found = syntax.ofType('CallExpression').map(({ callee }) => functionFor(callee, syntax)?.type);
    expect(found).toEqual(['FunctionDeclaration', undefined, 'ArrowFunctionExpression', undefined]);
  });

  it.each([
    ['async function f() { here() }', true],
    ['async function f() { g(() => here()) }', false],
    ['function f() { here() }', false],
    ['export {}; here()', true],
    ['here()', false],
  ])('%s: await may stand here is %s', (text, expected) => {
    const { syntax, at } = here(text);
    expect(isInAsync(at, syntax)).toBe(expected);
  });

  it.each([
    ['for (const a of b) while (c) here()', ['WhileStatement', 'ForOfStatement']],
    ['for (const a of here()) {}', []],
    ['for (let i = here(); i < 1;) {}', []],
    ['for (let i = 0; i < here();) {}', ['ForStatement']],
    ['for (const a of b) c(() => here())', []],
  ])('%s runs in the loops %s', (text, expected) => {
    const { syntax, at } = here(text);
    expect([...loopsAround(at, syntax.tree)].map(({ type }) => type)).toEqual(expected);
  });

  it.each([
    ['try { here() } catch {}', true],
    ['try { try { here() } finally {} } catch {}', true],
    ['try { f() } catch { here() }', false],
    ['try { here() } finally {}', false],
    ['try { f(() => here()) } catch {}', false],
  ])('%s: its error is caught is %s', (text, expected) => {
    const { syntax, at } = here(text);
    expect(catchingTry(at, syntax.tree) !== undefined).toBe(expected);
  });
});
