import type { Node } from 'oxc-parser';
import type { NodeOf } from '../../../syntax/node.ts';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { isUnsafeAnchor } from '../anchors.ts';

export const missingNoopener: SyntaxRule = {
  ...{ id: 'missing-noopener', severity: 'low', confidence: 80, category: 'Pages (CWE-1022)' },
  suggestion: 'Add `rel="noopener noreferrer"`.',
  check(syntax, found) {
    const message =
      'The page that this link opens in a new window can send this one elsewhere: there is no `rel="noopener"`.';
    for (const element of syntax.ofType('JSXOpeningElement')) {
      const isLink = element.name.type === 'JSXIdentifier' && /^(?:a|area|form)$/.test(element.name.name);
      if (isLink && isOpening(element)) found(element, message);
    }
    for (const literal of syntax.ofType('Literal')) {
      if (typeof literal.value === 'string' && isUnsafeAnchor(literal.value)) found(literal, message);
    }
    for (const { quasis } of syntax.ofType('TemplateLiteral')) {
      for (const quasi of quasis) if (isUnsafeAnchor(quasi.value.raw)) found(quasi, message);
    }
  },
};

function isOpening({ attributes }: NodeOf<'JSXOpeningElement'>): boolean {
  // What is spread may bring a `rel` with it.
  if (attributes.some(({ type }) => type === 'JSXSpreadAttribute')) return false;
  const target = attributeOf(attributes, 'target');
  const address = attributeOf(attributes, 'href') ?? attributeOf(attributes, 'action');
  const rel = attributeOf(attributes, 'rel');
  if (textOf(target) !== '_blank' || !address) return false;
  const isOutside = textOf(address) === undefined || /^(?:https?:)?\/\//.test(textOf(address) ?? '');
  return isOutside && (!rel || (textOf(rel) !== undefined && !/noopener|noreferrer/.test(textOf(rel) ?? '')));
}

function attributeOf(
  attributes: NodeOf<'JSXOpeningElement'>['attributes'],
  name: string,
): NodeOf<'JSXAttribute'> | undefined {
  for (const each of attributes) if (each.type === 'JSXAttribute' && each.name.name === name) return each;
  return undefined;
}

/** Of a literal; undefined for what is computed. */
function textOf(attribute: NodeOf<'JSXAttribute'> | undefined): string | undefined {
  const value: Node | null | undefined = attribute?.value;
  const literal = value?.type === 'JSXExpressionContainer' ? value.expression : value;
  return literal?.type === 'Literal' && typeof literal.value === 'string' ? literal.value : undefined;
}
