import type { Node } from 'oxc-parser';
import { namesIn } from '../../../insight/syntax/declared-names.ts';
import type { NodeOf } from '../../../insight/syntax/node.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';

export type StatementList = NodeOf<'Program' | 'BlockStatement' | 'StaticBlock'>;

/** The list that a statement stands in; undefined where there is room for one statement only, and in a `case`. */
export function listAround(statement: Node, syntax: Syntax): StatementList | undefined {
  const parent = syntax.tree.parentOf(statement);
  const isList = parent?.type === 'Program' || parent?.type === 'BlockStatement' || parent?.type === 'StaticBlock';
  return isList ? parent : undefined;
}

/** Whether the braces of a block can go without its names meeting others of the list that it stands in. */
export function canUnwrap(block: NodeOf<'BlockStatement'>, list: StatementList, syntax: Syntax): boolean {
  const names = new Set(block.body.flatMap(declared));
  if (names.size === 0) return true;
  const outer = syntax.tree.parentOf(list);
  const around = list.type === 'BlockStatement' && outer ? outer : list;
  return syntax.tree
    .within(around)
    .every((node) => node.type !== 'Identifier' || !names.has(node.name) || syntax.tree.isWithin(node, block));
}

function declared(statement: Node): string[] {
  switch (statement.type) {
    case 'VariableDeclaration':
      return statement.declarations.flatMap(({ id }) => namesIn(id).map(({ name }) => name));
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSInterfaceDeclaration':
    case 'TSEnumDeclaration':
      return statement.id ? [statement.id.name] : [];
    default:
      return [];
  }
}
