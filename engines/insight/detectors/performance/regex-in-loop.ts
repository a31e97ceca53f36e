import type { Node } from 'oxc-parser';
import { loopsAround } from '../../syntax/functions.ts';
import { usesNameOf } from '../../syntax/iterations.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

export const regexInLoop: SyntaxRule = {
  id: 'regex-in-loop',
  severity: 'low',
  category: 'performance',
  confidence: 90,
  suggestion: 'Make it once, before the loop.',
  check(syntax, found) {
    for (const node of syntax.ofType('CallExpression', 'NewExpression')) {
      if (syntax.nameOf(node.callee) !== 'RegExp' || node.arguments.length === 0) continue;
      const [loop] = loopsAround(node, syntax.tree);
      if (!loop || !node.arguments.every((argument) => isSame(argument, loop, syntax))) continue;
      found(node, 'The same regular expression is compiled each time the loop runs.');
    }
  },
};

/** Whether a part has the same value each time that the loop runs. */
function isSame(part: Node, loop: Node, syntax: Syntax): boolean {
  if (usesNameOf(part, loop, syntax)) return false;
  return syntax.tree.within(part).every((node) => {
    if (node.type === 'CallExpression' || node.type === 'MemberExpression' || node.type === 'AwaitExpression')
      return false;
    if (node.type !== 'Identifier') return true;
    const binding = syntax.bindingOf(node);
    return !binding?.references.some((use) => use.isWrite && syntax.tree.isWithin(use.node, loop));
  });
}
