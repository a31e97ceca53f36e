import type { Node } from 'oxc-parser';
import { isNodeOf } from '../../syntax/node.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

const lists = ['Program', 'BlockStatement', 'SwitchCase', 'StaticBlock', 'TSModuleBlock'] as const;
/** What counts wherever it stands. */
const isHoisted = isNodeOf(
  'FunctionDeclaration',
  'TSDeclareFunction',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'EmptyStatement',
  'ExportNamedDeclaration',
  'ExportDefaultDeclaration',
  'ExportAllDeclaration',
  'ImportDeclaration',
);
const isJump = isNodeOf('ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement');
/** As deep as a person nests. */
const deepest = 20;

export const unreachableCode: SyntaxRule = {
  id: 'unreachable-code',
  severity: 'medium',
  category: 'correctness',
  confidence: 95,
  suggestion: 'Remove it, or move the jump before it to where it belongs.',
  check(syntax, found) {
    for (const list of syntax.ofType(...lists)) {
      const statements: readonly Node[] = list.type === 'SwitchCase' ? list.consequent : list.body;
      const jump = statements.findIndex((statement) => leaves(statement, 0));
      const lost =
        jump < 0 ? undefined : statements.slice(jump + 1).find((each) => !isHoisted(each) && !isBareVar(each));
      if (lost) found(lost, 'This code never runs: what stands before it always leaves.');
    }
  },
};

function leaves(statement: Node, depth: number): boolean {
  if (isJump(statement)) return true;
  if (depth > deepest) return false;
  if (statement.type === 'BlockStatement') return statement.body.some((each) => leaves(each, depth + 1));
  if (statement.type !== 'IfStatement' || !statement.alternate) return false;
  return leaves(statement.consequent, depth + 1) && leaves(statement.alternate, depth + 1);
}

function isBareVar(node: Node): boolean {
  return node.type === 'VariableDeclaration' && node.kind === 'var' && node.declarations.every(({ init }) => !init);
}
