import type { Node } from 'oxc-parser';
import { bare } from '../../syntax/node.ts';
import { isReactApi } from '../../syntax/react.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';
import { freshValue } from './fresh-value.ts';

/** What memo() is for is lost when a prop is new at each render. */
export const unstableMemoProp: SyntaxRule = {
  id: 'unstable-memo-prop',
  severity: 'medium',
  category: 'performance',
  confidence: 90,
  suggestion: 'Keep the value with useMemo or useCallback, or outside of the component.',
  check(syntax, found) {
    for (const element of syntax.ofType('JSXOpeningElement')) {
      if (element.name.type !== 'JSXIdentifier' || !isMemoised(element.name, syntax)) continue;
      for (const attribute of element.attributes) {
        const kind = freshValue(attribute, syntax);
        if (!kind || attribute.type !== 'JSXAttribute') continue;
        const prop = syntax.labelOf(attribute.name);
        found(attribute, `"${prop}" of ${element.name.name} is ${kind} at each render, so its memo() never saves one.`);
      }
    }
  },
};

function isMemoised(name: Node, syntax: Syntax): boolean {
  const binding = syntax.bindingOf(name);
  const declaration = binding?.isConstant ? binding.declaration : undefined;
  if (declaration?.type !== 'VariableDeclarator' || !declaration.init) return false;
  const init = bare(declaration.init);
  // With a comparison of its own it decides itself.
  return init.type === 'CallExpression' && init.arguments.length === 1 && isReactApi(init.callee, 'memo', syntax);
}
