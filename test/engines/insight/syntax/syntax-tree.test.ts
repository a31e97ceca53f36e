import { describe, expect, it } from 'vitest';
import { syntaxOfText } from './syntax-of-text.ts';

const { tree, ...syntax } = (() => {
  const made = syntaxOfText('function a(b = c) { return () => d(e); } f();');
  return { tree: made.tree, textOf: made.textOf.bind(made) };
})();
const named = (name: string) => {
  const node = tree.ofType('Identifier').find((each) => each.name === name);
  if (!node) throw new Error(`The text has no ${name}.`);
  return node;
};

describe('the syntax tree', () => {
  it('has its nodes in the order of the source, parents first', () => {
    expect(tree.ofType('Identifier').map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(tree.nodes[0]?.type).toBe('Program');
  });

  it('knows the function around a node: of a parameter its own, of the module none', () => {
    expect(tree.functionOf(named('c'))?.type).toBe('FunctionDeclaration');
    expect(tree.functionOf(named('e'))?.type).toBe('ArrowFunctionExpression');
    expect(tree.functionOf(named('f'))).toBeUndefined();
  });

  it('knows what is within what', () => {
    const [outer] = tree.ofType('FunctionDeclaration');
    if (!outer) throw new Error('The text has a function.');
    expect(tree.isWithin(named('e'), outer)).toBe(true);
    expect(tree.isWithin(outer, outer)).toBe(true);
    expect(tree.isWithin(named('f'), outer)).toBe(false);
    expect([...tree.withinFunction(outer)].some((node) => node === named('e'))).toBe(false);
    expect(tree.within(outer).some((node) => node === named('e'))).toBe(true);
  });

  it('goes from a node up to the program', () => {
    expect([...tree.ancestorsOf(named('e'))].map(({ type }) => type)).toEqual([
      ...['CallExpression', 'ArrowFunctionExpression', 'ReturnStatement', 'BlockStatement'],
      ...['FunctionDeclaration', 'Program'],
    ]);
    expect(tree.parentOf(tree.nodes[0] ?? named('a'))).toBeUndefined();
  });

  it('refuses a node of another tree', () => {
    const [foreign] = syntaxOfText('x;').tree.nodes;
    expect(() => foreign && tree.parentOf(foreign)).toThrow('another tree');
    expect(syntax.textOf(named('d'))).toBe('d');
  });
});
