import type { Node } from 'oxc-parser';
import { bare, keyName } from '../../syntax/node.ts';
import type { Syntax } from '../../syntax/syntax.ts';

const deepest = 1;

/** Of options, whether one of these is set: `true`, `false`, or undefined where it cannot be seen here. */
export function hasOption(
  options: Node | undefined,
  names: readonly string[],
  syntax: Syntax,
  depth = 0,
): boolean | undefined {
  if (!options) return false;
  const node = bare(options);
  // Objects that are spread into each other, and into themselves, have no end.
  if (depth > deepest) return undefined;
  if (node.type === 'Identifier') return ofName(node, names, syntax, depth);
  if (node.type !== 'ObjectExpression') return undefined;
  let isOpen = false;
  for (const property of node.properties) {
    if (property.type !== 'Property') {
      const spread = hasOption(property.argument, names, syntax, depth + 1);
      if (spread) return true;
      if (spread === undefined) isOpen = true;
      continue;
    }
    const name = keyName(property);
    if (name === undefined) isOpen = true;
    else if (names.includes(name)) return true;
  }
  return isOpen ? undefined : false;
}

/** A constant object of this file that nobody else gets to change. */
function ofName(node: Node, names: readonly string[], syntax: Syntax, depth: number): boolean | undefined {
  const binding = syntax.bindingOf(node);
  const { declaration } = binding ?? {};
  if (!binding?.isConstant || declaration?.type !== 'VariableDeclarator' || declaration.id !== binding.identifier)
    return undefined;
  const init = declaration.init && bare(declaration.init);
  if (init?.type !== 'ObjectExpression') return undefined;
  const isChanged = binding.references.some(({ node: use }) => syntax.tree.parentOf(use)?.type === 'MemberExpression');
  return isChanged ? undefined : hasOption(init, names, syntax, depth);
}
