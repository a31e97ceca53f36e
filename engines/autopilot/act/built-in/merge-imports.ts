import type { NodeOf } from '../../../insight/syntax/node.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { deletionOf } from '../deletion.ts';
import { indentAt } from '../indent.ts';
import { type Change, changeOf, type Transformation } from './transformation.ts';

type Import = NodeOf<'ImportDeclaration'>;

/** Several imports of one module become one, at the place of the first, which is when the module runs. */
export const mergeImports: Transformation = {
  mentions: /\bimport\b/,
  changes: (syntax) => {
    const groups = new Map<string, Import[]>();
    for (const declaration of syntax.ofType('ImportDeclaration')) {
      if (declaration.attributes.length > 0 || declaration.phase || named(declaration).length === 0) continue;
      const key = `${declaration.importKind} ${declaration.source.value}`;
      const group = groups.get(key);
      if (group) group.push(declaration);
      else groups.set(key, [declaration]);
    }
    return [...groups.values()].map(([first, ...later]) => (first ? merged(first, later, syntax) : changeOf()));
  },
};

const named = ({ specifiers }: Import) => specifiers.filter(({ type }) => type === 'ImportSpecifier');

/** Only lists of names can be put together in every case. */
function merged(first: Import, others: readonly Import[], syntax: Syntax): Change {
  const { text } = syntax.file.source;
  const later = others.filter((each) => named(each).length === each.specifiers.length && isBare(each, syntax));
  const last = named(first).at(-1);
  if (!last || later.length === 0) return changeOf();
  const known = new Set(named(first).map((each) => syntax.textOf(each)));
  const texts = new Set(later.flatMap(named).map((each) => syntax.textOf(each))).difference(known);
  const isOnOwnLine = /[\r\n]/.test(text.slice(first.start, last.start));
  const separator = isOnOwnLine ? `,\n${indentAt(text, last.start)}` : ', ';
  const insertion = [...texts].map((each) => `${separator}${each}`).join('');
  return changeOf(
    ...(insertion ? [{ start: last.end, end: last.end, text: insertion }] : []),
    ...later.map(({ start, end }) => deletionOf(text, start, end)),
  );
}

/** Without a comment in it, or right above. */
const isBare = ({ start, end }: Import, syntax: Syntax) =>
  !hasCommentAbove({ start }, syntax) && !syntax.file.comments.some((each) => each.start > start && each.end < end);

/** A comment right above is about this import. */
function hasCommentAbove({ start }: { readonly start: number }, { file }: Syntax): boolean {
  const comment = file.comments.findLast(({ end }) => end <= start);
  return comment !== undefined && /^[ \t]*(?:\r\n|\n|\r)?[ \t]*$/.test(file.source.text.slice(comment.end, start));
}
