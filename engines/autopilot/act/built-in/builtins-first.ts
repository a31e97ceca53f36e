import { isBuiltin } from 'node:module';
import type { NodeOf } from '../../../insight/syntax/node.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { changeOf, type Transformation } from './transformation.ts';

type Import = NodeOf<'ImportDeclaration'>;

/** Modules of Node before all others. They do nothing when they are loaded, so no other order of running comes of it. */
export const builtinsFirst: Transformation = {
  mentions: /\bimport\b/,
  changes: (syntax) => {
    const block = openingImports(syntax);
    const ordered = block.toSorted((a, b) => rank(a) - rank(b));
    if (hasComments(block, syntax) || ordered.every((each, index) => each === block[index])) return [];
    return [
      changeOf(
        ...block.flatMap((slot, index) => {
          const declaration = ordered[index];
          return declaration && declaration !== slot
            ? [{ start: slot.start, end: slot.end, text: syntax.textOf(declaration) }]
            : [];
        }),
      ),
    ];
  },
};

const rank = ({ source, specifiers }: Import) => (isBuiltin(source.value) && specifiers.length > 0 ? 0 : 1);

/** Those at the top, with nothing but imports between. */
function openingImports(syntax: Syntax): Import[] {
  const block: Import[] = [];
  for (const statement of syntax.file.program.body) {
    if (statement.type === 'ImportDeclaration') block.push(statement);
    else if (block.length > 0) break;
  }
  return block;
}

/** A comment belongs to one of the imports, and nobody can say to which. */
function hasComments(block: readonly Import[], { file }: Syntax): boolean {
  const [first, last] = [block.at(0), block.at(-1)];
  if (!first || !last) return false;
  const lineEnd = /[\r\n]|$/g;
  lineEnd.lastIndex = last.end;
  const end = lineEnd.exec(file.source.text)?.index ?? last.end;
  return file.comments.some((comment) => comment.end > first.start && comment.start < end);
}
