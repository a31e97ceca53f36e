import type { Node } from 'oxc-parser';
import { functionFor } from '../../syntax/functions.ts';
import { bare } from '../../syntax/node.ts';
import { isReactApi, isReactEffect } from '../../syntax/react.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

export const effectSetsState: SyntaxRule = {
  id: 'effect-sets-state',
  severity: 'medium',
  category: 'performance',
  confidence: 90,
  suggestion: 'Give the effect the list of what it depends on, or work the value out while rendering.',
  check(syntax, found) {
    for (const call of syntax.ofType('CallExpression')) {
      const [callback, dependencies] = call.arguments;
      if (!callback || dependencies || !isReactEffect(call, syntax)) continue;
      const body = functionFor(callback, syntax)?.body;
      const statements: readonly Node[] = body?.type === 'BlockStatement' ? body.body : [];
      for (const statement of statements) {
        const setter = statement.type === 'ExpressionStatement' ? stateSetter(statement.expression, syntax) : undefined;
        if (setter)
          found(
            statement,
            `This effect runs after each render and calls ${setter}, which makes the component render again.`,
          );
      }
    }
  },
};

/** `setCount` of `const [count, setCount] = useState(0)`, where an expression calls it. */
function stateSetter(expression: Node, syntax: Syntax): string | undefined {
  const call = bare(expression);
  if (call.type !== 'CallExpression' || call.callee.type !== 'Identifier') return undefined;
  // The same value again makes no difference; it does when it is one that is written down.
  if (call.arguments[0]?.type === 'Literal') return undefined;
  const declaration = syntax.bindingOf(call.callee)?.declaration;
  if (declaration?.type !== 'VariableDeclarator' || declaration.id.type !== 'ArrayPattern') return undefined;
  const init = declaration.init && bare(declaration.init);
  const isState = init?.type === 'CallExpression' && isReactApi(init.callee, 'useState', syntax);
  return isState && declaration.id.elements[1]?.start === syntax.bindingOf(call.callee)?.identifier.start
    ? call.callee.name
    : undefined;
}
