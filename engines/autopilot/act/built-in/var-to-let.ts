import type { Node } from 'oxc-parser';
import { namesIn } from '../../../insight/syntax/declared-names.ts';
import { isFunction, isLoop, type NodeOf } from '../../../insight/syntax/node.ts';
import type { Binding } from '../../../insight/syntax/scope.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { hasOwnTopLevel } from './module-kind.ts';
import { type Change, changeOf, type Transformation } from './transformation.ts';

type Declaration = NodeOf<'VariableDeclaration'>;

/** `var` where nobody would see that its names now belong to a block and are not there before their line. */
export const varToLet: Transformation = {
  mentions: /\bvar\b/,
  changes: (syntax) => {
    const declarations = syntax.ofType('VariableDeclaration').filter(({ kind, declare }) => kind === 'var' && !declare);
    const counts = declarationCounts(declarations, syntax);
    return declarations
      .filter((declaration) => isSafe(declaration, counts, syntax))
      .map((declaration): Change => {
        const text = keywordFor(declaration, syntax);
        return changeOf({ start: declaration.start, end: declaration.start + 'var'.length, text });
      });
  },
};

/** A name that is declared twice has one binding, and the first that declares it may be a parameter or a function. */
function declarationCounts(declarations: readonly Declaration[], syntax: Syntax): ReadonlyMap<Binding, number> {
  const counts = new Map<Binding, number>();
  const functions = syntax.ofType(
    'FunctionDeclaration',
    'TSDeclareFunction',
    'ClassDeclaration',
    'TSModuleDeclaration',
  );
  const names = declarations.flatMap((each) => each.declarations.flatMap(({ id }) => namesIn(id)));
  for (const identifier of [...names, ...functions.flatMap(({ id }): readonly (Node | null)[] => [id])]) {
    const binding = identifier && syntax.bindingOf(identifier);
    if (binding) counts.set(binding, (counts.get(binding) ?? 0) + 1);
  }
  return counts;
}

function isSafe(declaration: Declaration, counts: ReadonlyMap<Binding, number>, syntax: Syntax): boolean {
  const { tree } = syntax;
  const parent = tree.parentOf(declaration);
  if (!parent || !blockTypes.has(parent.type) || (parent.type === 'Program' && !hasOwnTopLevel(syntax))) return false;
  if (isLoop(parent) && parent.type !== 'ForStatement' && parent.body === declaration) return false;
  const loop = [...tree.ancestorsOf(declaration)].find((node) => isLoop(node) || isFunction(node));
  const isInLoop = loop !== undefined && isLoop(loop);
  // What a loop declares anew each time loses its value, unless it is given one.
  if (isInLoop && loop !== parent && declaration.declarations.some(({ init }) => !init)) return false;
  return declaration.declarations.every(({ id, end }) =>
    namesIn(id).every((identifier) => {
      const binding = syntax.bindingOf(identifier);
      if (binding?.kind !== 'var' || counts.get(binding) !== 1 || /^(?:let|arguments|undefined)$/.test(binding.name))
        return false;
      const begin = parent.type.startsWith('For') ? identifier.start : end;
      return isSeenOnlyIn(binding, parent, { begin, isInLoop }, syntax);
    }),
  );
}

const blockTypes = new Set([
  'Program',
  'BlockStatement',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'StaticBlock',
]);

function isSeenOnlyIn(
  binding: Binding,
  block: Node,
  { begin, isInLoop }: { begin: number; isInLoop: boolean },
  syntax: Syntax,
): boolean {
  const { tree } = syntax;
  const home = tree.functionOf(binding.identifier);
  return binding.references.every(({ node }) => {
    if (!tree.isWithin(node, block) || node.start < begin) return false;
    if (tree.functionOf(node) === home) return true;
    // A function that is made in a loop would get a variable of its own.
    return !isInLoop && !mayRunBefore(begin, node, home, syntax);
  });
}

/** A declared function can be called by code that stands before it. */
function mayRunBefore(begin: number, use: Node, home: Node | undefined, syntax: Syntax): boolean {
  const { tree } = syntax;
  const isInDeclared = [...tree.ancestorsOf(use)].some(({ type }) => type === 'FunctionDeclaration');
  if (!isInDeclared) return false;
  const declared = syntax.ofType('FunctionDeclaration').filter((fn) => tree.functionOf(fn) === home);
  return declared.some(({ id }) => {
    const uses = (id && syntax.bindingOf(id)?.references) ?? [];
    return uses.some(({ node }) => node.start < begin && !declared.some((fn) => tree.isWithin(node, fn)));
  });
}

function keywordFor(declaration: Declaration, syntax: Syntax): string {
  const parent = syntax.tree.parentOf(declaration);
  const isGivenByLoop = parent?.type === 'ForInStatement' || parent?.type === 'ForOfStatement';
  const isConstant = declaration.declarations.every(
    ({ id, init }) =>
      (init || isGivenByLoop) && namesIn(id).every((identifier) => syntax.bindingOf(identifier)?.isConstant),
  );
  return isConstant ? 'const' : 'let';
}
