import { namesIn } from '../../../insight/syntax/declared-names.ts';
import type { NodeOf } from '../../../insight/syntax/node.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { hasOwnTopLevel } from './module-kind.ts';
import { changeOf, type Transformation } from './transformation.ts';

/** `let` of which no name ever gets another value. The other scripts of a page could give one to what a script declares. */
export const letToConst: Transformation = {
  mentions: /\blet\b/,
  changes: (syntax) =>
    syntax
      .ofType('VariableDeclaration')
      .filter((node) => node.kind === 'let' && !node.declare && isConstant(node, syntax))
      .map(({ start }) => changeOf({ start, end: start + 'let'.length, text: 'const' })),
};

function isConstant(node: NodeOf<'VariableDeclaration'>, syntax: Syntax): boolean {
  const parent = syntax.tree.parentOf(node);
  if (parent?.type === 'Program' && !hasOwnTopLevel(syntax)) return false;
  const isGivenByLoop =
    (parent?.type === 'ForInStatement' || parent?.type === 'ForOfStatement') && parent.left === node;
  return node.declarations.every(
    ({ id, init }) =>
      (init !== null || isGivenByLoop) && namesIn(id).every((name) => syntax.bindingOf(name)?.isConstant),
  );
}
