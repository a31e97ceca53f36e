import { isBuiltin } from 'node:module';
import type { NodeOf } from '../../../insight/syntax/node.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { deletionOf } from '../deletion.ts';
import type { SpanEdit } from '../span-edit.ts';
import { withoutParts } from './list-edit.ts';
import { isTypeScript } from './module-kind.ts';
import { type Change, changeOf, type Transformation } from './transformation.ts';

type Import = NodeOf<'ImportDeclaration'>;
type Specifier = Import['specifiers'][number];

/** Names that are imported and not used. An import that runs a module stays: what it does may be wanted. */
export const unusedImports: Transformation = {
  mentions: /\bimport\b/,
  changes: (syntax) =>
    syntax.ofType('ImportDeclaration').flatMap((declaration) => {
      const unused = unusedIn(declaration, syntax);
      if (unused.length === 0) return [];
      if (unused.length < declaration.specifiers.length)
        return [changeOf(...specifierEdits(declaration, unused, syntax.file.source.text))];
      return runsNothing(declaration, syntax) ? [removalOf(declaration, syntax)] : [];
    }),
};

/** Imports of which nothing is used, although they run a module. */
export const unusedModules: Transformation = {
  mentions: /\bimport\b/,
  changes: (syntax) =>
    syntax
      .ofType('ImportDeclaration')
      .filter(({ specifiers }) => specifiers.length > 0)
      .filter((each) => unusedIn(each, syntax).length === each.specifiers.length && !runsNothing(each, syntax))
      .map((each) => removalOf(each, syntax)),
};

const removalOf = ({ start, end }: Import, syntax: Syntax): Change =>
  changeOf(deletionOf(syntax.file.source.text, start, end));

function unusedIn(declaration: Import, syntax: Syntax): Specifier[] {
  return declaration.specifiers.filter(({ local }) => {
    const binding = syntax.bindingOf(local);
    return binding?.references.length === 0 && !isMeantForJsx(local.name, syntax) && !isInJsDoc(local.name, syntax);
  });
}

/** Compilers leave out an import that only names types, and a module of Node does nothing when it is loaded. */
function runsNothing({ importKind, source }: Import, syntax: Syntax): boolean {
  return importKind === 'type' || isTypeScript(syntax) || isBuiltin(source.value);
}

/** The classic way to compile JSX uses one of these names without it being written. */
const isMeantForJsx = (name: string, { file }: Syntax) =>
  /^(?:React|h|Fragment|jsx|preact)$/.test(name) && (/x$/.test(file.path) || /<[A-Za-z>]/.test(file.source.text));

function isInJsDoc(name: string, { file }: Syntax): boolean {
  return file.comments.some(
    ({ type, value }) => type === 'Block' && value.startsWith('*') && value.split(/[^\w$]+/).includes(name),
  );
}

function specifierEdits({ specifiers, start }: Import, unused: readonly Specifier[], text: string): SpanEdit[] {
  const named = specifiers.filter(({ type }) => type === 'ImportSpecifier');
  const others = specifiers.filter(({ type }) => type !== 'ImportSpecifier');
  const isUnused = (part: { readonly start: number }) => unused.some((each) => each.start === part.start);
  if (!named.every(isUnused)) {
    const first = others[0];
    const edits = withoutParts(text, named, isUnused);
    return first && isUnused(first)
      ? [{ start: first.start, end: text.indexOf('{', start), text: '' }, ...edits]
      : edits;
  }
  const [first, second] = others;
  if (!first) return [];
  if (second) return withoutParts(text, others, isUnused);
  const last = named.at(-1);
  return last ? [{ start: first.end, end: text.indexOf('}', last.end) + 1, text: '' }] : [];
}
