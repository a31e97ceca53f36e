import { bare } from '../../syntax/node.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

export const jsonClone: SyntaxRule = {
  id: 'json-clone',
  severity: 'low',
  category: 'performance',
  confidence: 85,
  suggestion: 'Use structuredClone(value), which keeps dates, maps and undefined as well.',
  check(syntax, found) {
    for (const call of syntax.ofType('CallExpression')) {
      const [text, ...reviver] = call.arguments;
      if (!text || reviver.length > 0 || syntax.nameOf(call.callee) !== 'JSON.parse') continue;
      const inner = bare(text);
      // With a replacer it is more than a copy.
      if (inner.type !== 'CallExpression' || inner.arguments.length !== 1) continue;
      if (syntax.nameOf(inner.callee) !== 'JSON.stringify') continue;
      found(call, 'This copies a value by writing it to text and reading it again.');
    }
  },
};
