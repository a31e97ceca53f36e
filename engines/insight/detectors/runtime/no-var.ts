import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

export const noVar: SyntaxRule = {
  id: 'no-var',
  severity: 'info',
  category: 'maintainability',
  confidence: 95,
  suggestion: 'Use `const`, or `let` where the value changes.',
  check(syntax, found) {
    for (const node of syntax.ofType('VariableDeclaration')) {
      if (node.kind !== 'var' || node.declare) continue;
      const above = [...syntax.tree.ancestorsOf(node)];
      // `declare global { var x }` is the way to type a global.
      if (above.some(({ type }) => type === 'TSModuleBlock')) continue;
      // In a classic script, a `var` at the top is a global on purpose.
      const isGlobal = !syntax.file.module.hasModuleSyntax && above.every(({ type }) => type === 'Program');
      found(node, 'var ignores blocks: the name holds in the whole function, also before this line.', {
        ...(isGlobal && { isByHand: true }),
      });
    }
  },
};
