import { describe, expect, it } from 'vitest';
import { syntaxOfText } from './syntax-of-text.ts';

/** `name@offset of the declaration: number of uses, w for a write`, in the order of the source. */
function bindingsOf(text: string, path?: string) {
  const { scopes, tree } = syntaxOfText(text, path);
  const bindings = new Set(tree.nodes.map((node) => scopes.bindingOf(node)).filter((each) => each !== undefined));
  return [...bindings].map(
    ({ kind, name, references }) =>
      `${kind} ${name} ${references.map(({ isRead, isWrite }) => `${isRead ? 'r' : ''}${isWrite ? 'w' : ''}`).join(',')}`,
  );
}
const globalsOf = (text: string, path?: string) =>
  syntaxOfText(text, path).scopes.globals.map((node) => ('name' in node ? node.name : ''));

describe('scopes', () => {
  it('tell a read from a write', () => {
    expect(bindingsOf('let a = 1; a = 2; a += 1; a++; f(a); ({ x: a, y: [a = 3] } = b); for (a of c) {}')).toEqual([
      'let a w,rw,rw,r,w,w,w',
    ]);
  });

  it('keep a name of a block apart from that of its function', () => {
    expect(bindingsOf('function f(a) { { let a = 1; g(a); } return a; }')).toEqual([
      'function f ',
      'parameter a r',
      'let a r',
    ]);
  });

  it('give var to its function, and a function to its block', () => {
    expect(bindingsOf('function f() { if (x) { var a = 1; function g() {} g(); } return a; }')).toEqual([
      'function f ',
      'var a r',
      'function g r',
    ]);
  });

  it('know imports, classes, catch, enums, namespaces and parameters of constructors', () => {
    const text = `import d, { e as f } from 'x'; class A extends d { constructor(private p: string) { super(p); } }
      try { new A(f); } catch ({ message }) { log(message); } enum E { X } namespace N { export const n = E.X; } N.n;`;
    expect(bindingsOf(text)).toEqual([
      'import d r',
      'import f r',
      'class A r',
      'parameter p r',
      'catch message r',
      'enum E r',
      'namespace N r',
      'const n ',
    ]);
  });

  it('take neither keys, labels, members nor parts of types for uses', () => {
    const text = `x: for (;;) { break x; } ({ a: 1, b() {}, [c]: 2, d }); e.f; type T = (g: string) => void; export { h as i };
      abstract class K { abstract m(j: number): void } interface I { n(k: number): void }`;
    expect(globalsOf(text)).toEqual(['c', 'd', 'e', 'h']);
  });

  it('see components of JSX as uses, and elements not', () => {
    expect(globalsOf('<Panel a={b}><div><A.B /></div></Panel>', 'src/a.tsx')).toEqual(['Panel', 'b', 'A', 'Panel']);
  });

  it('take the implementation of an overloaded function for its declaration', () => {
    const { scopes, tree } = syntaxOfText('function f(a: string): void; function f(a: unknown) {} f(1);');
    const use = tree.ofType('CallExpression')[0]?.callee;
    const binding = use && scopes.bindingOf(use);
    expect([binding?.declaration.type, binding?.isConstant]).toEqual(['FunctionDeclaration', true]);
  });

  it('are built of an expression of twenty thousand terms', () => {
    expect(globalsOf(`x${'+x'.repeat(20_000)}`)).toHaveLength(20_001);
  });
});
