import { everywhere, type SyntaxRule } from '../../syntax/syntax-rule.ts';

export const debuggerStatement: SyntaxRule = {
  id: 'debugger',
  severity: 'medium',
  category: 'maintainability',
  confidence: 100,
  suggestion: 'Remove it.',
  appliesTo: everywhere,
  check(syntax, found) {
    for (const node of syntax.ofType('DebuggerStatement')) {
      found(node, 'debugger stops the program when somebody has developer tools open.');
    }
  },
};
