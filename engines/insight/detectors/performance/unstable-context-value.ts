import type { SyntaxRule } from '../../syntax/syntax-rule.ts';
import { freshValue } from './fresh-value.ts';

export const unstableContextValue: SyntaxRule = {
  id: 'unstable-context-value',
  severity: 'medium',
  category: 'performance',
  confidence: 90,
  suggestion: 'Keep the value with useMemo.',
  check(syntax, found) {
    for (const element of syntax.ofType('JSXOpeningElement')) {
      if (element.name.type !== 'JSXMemberExpression' || element.name.property.name !== 'Provider') continue;
      for (const attribute of element.attributes) {
        if (attribute.type !== 'JSXAttribute' || attribute.name.name !== 'value') continue;
        const kind = freshValue(attribute, syntax);
        if (kind)
          found(
            attribute,
            `The value of ${syntax.labelOf(element.name)} is ${kind} at each render, so all who use it render again.`,
          );
      }
    }
  },
};
