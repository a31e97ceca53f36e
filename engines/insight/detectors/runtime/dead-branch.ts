import type { Node } from 'oxc-parser';
import type { Syntax } from '../../syntax/syntax.ts';
import type { Found, SyntaxRule } from '../../syntax/syntax-rule.ts';

export const deadBranch: SyntaxRule = {
  id: 'dead-branch',
  severity: 'medium',
  category: 'correctness',
  confidence: 95,
  suggestion: 'Remove the branch that never runs, or write the condition that was meant.',
  check(syntax, found) {
    for (const { test } of syntax.ofType('IfStatement', 'ConditionalExpression')) tell(test, syntax, found);
    // `while (true)` is a loop that ends by other means; that of a `false` never begins.
    for (const { test } of syntax.ofType('WhileStatement')) tell(test, syntax, found, false);
  },
};

function tell(test: Node, syntax: Syntax, found: Found, only?: boolean): void {
  const constant = syntax.constantOf(test);
  if (!constant || (only !== undefined && Boolean(constant.value) !== only)) return;
  // A name is a switch that somebody may turn.
  if (syntax.tree.within(test).some(({ type }) => type === 'Identifier')) return;
  found(test, `This condition is always ${constant.value ? 'true' : 'false'}: one of its branches never runs.`);
}
