import type { NodeOf } from '../../../insight/syntax/node.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { deletionOf } from '../deletion.ts';
import { indentAt } from '../indent.ts';
import { blockText } from './block-text.ts';
import { canUnwrap, listAround } from './statement-list.ts';
import { type Change, changeOf, type Transformation } from './transformation.ts';

/** A `catch` that throws what it caught. */
export const uselessCatch: Transformation = {
  mentions: /\bcatch\b/,
  changes: (syntax) => syntax.ofType('TryStatement').flatMap((node) => change(node, syntax) ?? []),
};

function change(node: NodeOf<'TryStatement'>, syntax: Syntax): Change | undefined {
  const { block, handler, finalizer } = node;
  if (!handler || !throwsAgain(handler)) return undefined;
  if (finalizer) return changeOf({ start: block.end, end: handler.end, text: '' });
  const list = listAround(node, syntax);
  if (!list || !canUnwrap(block, list, syntax)) return undefined;
  const { text } = syntax.file.source;
  const inner = blockText(syntax, block, indentAt(text, node.start));
  return changeOf(
    inner === '' ? deletionOf(text, node.start, node.end) : { start: node.start, end: node.end, text: inner },
  );
}

function throwsAgain({ param, body }: NodeOf<'CatchClause'>): boolean {
  const [statement, ...more] = body.body;
  if (param?.type !== 'Identifier' || statement?.type !== 'ThrowStatement' || more.length > 0) return false;
  return statement.argument.type === 'Identifier' && statement.argument.name === param.name;
}
