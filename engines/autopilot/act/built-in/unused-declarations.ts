import type { Node } from 'oxc-parser';
import type { NodeOf } from '../../../insight/syntax/node.ts';
import type { Binding } from '../../../insight/syntax/scope.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { blanksBefore, deletionOf } from '../deletion.ts';
import type { SpanEdit } from '../span-edit.ts';
import { withoutParts } from './list-edit.ts';
import { hasOwnTopLevel } from './module-kind.ts';
import { isPure } from './pure.ts';
import { type Change, changeOf, type Transformation } from './transformation.ts';

/** Functions, classes, variables and types that are never used, where making them does nothing. */
export const unusedDeclarations: Transformation = {
  mentions: /\b(?:const|let|var|function|type|interface)\b/,
  changes: (syntax) => {
    const declared = syntax
      .ofType('FunctionDeclaration', 'TSTypeAliasDeclaration', 'TSInterfaceDeclaration')
      .filter((node) => node.id && isRemovable(node, node.id, syntax));
    const variables = syntax.ofType('VariableDeclaration').map((node) => ({ node, unused: unusedIn(node, syntax) }));
    const isWhole = ({ node, unused }: (typeof variables)[number]) => unused.length === node.declarations.length;
    const whole = [...declared, ...variables.filter(isWhole).map(({ node }) => node)];
    const partly = variables
      .filter((each) => !isWhole(each))
      .map(({ node, unused }) => withoutSome(node, unused, syntax));
    return [...removals(whole, syntax), ...partly];
  },
};

function isRemovable(node: Node, identifier: Node, syntax: Syntax): boolean {
  const binding = syntax.bindingOf(identifier);
  const parent = syntax.tree.parentOf(node);
  if (!binding || binding.declaration !== node || !isInList(parent)) return false;
  if (parent?.type === 'Program' && !hasOwnTopLevel(syntax)) return false;
  // Of overloads, and of an interface that is merged with another, one part says nothing about the whole.
  return !binding.name.startsWith('_') && isUnused(binding, syntax) && isDeclaredOnce(binding, syntax);
}

const isInList = (parent: Node | undefined) =>
  parent?.type === 'Program' || parent?.type === 'BlockStatement' || parent?.type === 'StaticBlock';

/** A use by itself is none. */
const isUnused = ({ references, declaration }: Binding, syntax: Syntax) =>
  references.every(({ node }) => declaration.type === 'FunctionDeclaration' && syntax.tree.isWithin(node, declaration));

function isDeclaredOnce({ name, scope }: Binding, syntax: Syntax): boolean {
  const same = syntax
    .ofType('FunctionDeclaration', 'TSDeclareFunction', 'TSTypeAliasDeclaration', 'TSInterfaceDeclaration')
    .filter((node) => node.id?.name === name && syntax.bindingOf(node.id)?.scope === scope);
  return same.length <= 1;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Neighbours go together, so that no heap of empty lines is left of them. */
function removals(nodes: readonly Node[], syntax: Syntax): Change[] {
  const { text } = syntax.file.source;
  const groups: Span[] = [];
  for (const span of nodes.map((node) => withItsComment(node, syntax)).toSorted((a, b) => a.start - b.start)) {
    const last = groups.at(-1);
    if (last && text.slice(last.end, span.start).trim() === '')
      groups.splice(-1, 1, { start: last.start, end: span.end });
    else groups.push(span);
  }
  return groups.map(({ start, end }) => ({ edits: [withOneEmptyLine(text, start, end)], dropsComments: true }));
}

/** A comment for tools right above a declaration is about it alone. */
function withItsComment({ start, end }: Node, { file }: Syntax): Span {
  const { text } = file.source;
  const comment = file.comments.findLast((each) => each.end <= start);
  if (comment?.type !== 'Block' || !comment.value.startsWith('*') || comment.start === 0) return { start, end };
  const isAbove = /^[ \t]*(?:\r\n|\n|\r)[ \t]*$/.test(text.slice(comment.end, start));
  return { start: isAbove ? comment.start : start, end };
}

/** Between what was above and what is below one empty line stays, not two. */
function withOneEmptyLine(text: string, start: number, end: number): SpanEdit {
  const edit = deletionOf(text, start, end);
  const hasEmptyAbove = /(?:^|\n|\r)[ \t]*(?:\r\n|\n|\r)$/.test(text.slice(Math.max(0, edit.start - 200), edit.start));
  const emptyBelow = /^[ \t]*(?:\r\n|\n|\r)/.exec(text.slice(edit.end, edit.end + 200));
  const isWholeLine = blanksBefore(text, start) === edit.start;
  return hasEmptyAbove && emptyBelow && isWholeLine ? { ...edit, end: edit.end + emptyBelow[0].length } : edit;
}

type Variables = NodeOf<'VariableDeclaration'>;

function unusedIn(node: Variables, syntax: Syntax): Variables['declarations'] {
  const parent = syntax.tree.parentOf(node);
  if (!isInList(parent) || node.declare || node.kind.includes('using')) return [];
  if (parent?.type === 'Program' && !hasOwnTopLevel(syntax)) return [];
  return node.declarations.filter(({ id, init }) => {
    const binding = id.type === 'Identifier' ? syntax.bindingOf(id) : undefined;
    if (!binding || binding.name.startsWith('_') || !binding.isConstant || binding.references.length > 0) return false;
    return init === null || isPure(init, syntax);
  });
}

function withoutSome({ declarations }: Variables, unused: readonly Span[], syntax: Syntax): Change {
  const isUnused = (part: Span) => unused.some((each) => each.start === part.start);
  return changeOf(...withoutParts(syntax.file.source.text, declarations, isUnused));
}
