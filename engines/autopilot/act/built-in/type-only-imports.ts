import type { NodeOf } from '../../../insight/syntax/node.ts';
import type { Reference } from '../../../insight/syntax/scope.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { isTypeScript } from './module-kind.ts';
import { changeOf, type Transformation } from './transformation.ts';

/** Imports that compilers leave out already, because only types are taken: said in so many words. */
const typeOnly = (isMeant: (specifier: string) => boolean): Transformation => ({
  mentions: /\bimport\b/,
  changes: (syntax) => {
    // With decorators, types are values as well: they are told to the decorator.
    if (!isTypeScript(syntax) || syntax.ofType('Decorator').length > 0) return [];
    return syntax
      .ofType('ImportDeclaration')
      .filter((each) => isMeant(each.source.value) && canBeTypeOnly(each, syntax))
      .map(({ start }) => changeOf({ start: start + 'import'.length, end: start + 'import'.length, text: ' type' }));
  },
});

export const typeOnlyImports = typeOnly(() => true);
/** Only a module of the same project can be part of a circle. */
export const circularTypeImports = typeOnly((specifier) => specifier.startsWith('.'));

function canBeTypeOnly(declaration: NodeOf<'ImportDeclaration'>, syntax: Syntax): boolean {
  const { specifiers, importKind, attributes } = declaration;
  if (importKind === 'type' || specifiers.length === 0 || attributes.length > 0) return false;
  // `import type a, { b }` is not allowed, nor is a `type` within it.
  if (specifiers.length > 1 && specifiers.some(({ type }) => type !== 'ImportSpecifier')) return false;
  if (specifiers.some((each) => each.type === 'ImportSpecifier' && each.importKind === 'type')) return false;
  return specifiers.every(({ local }) => {
    const references = syntax.bindingOf(local)?.references ?? [];
    return references.length > 0 && references.every((reference) => isType(reference, syntax));
  });
}

function isType({ node }: Reference, { tree }: Syntax): boolean {
  for (const outer of tree.ancestorsOf(node)) {
    switch (outer.type) {
      case 'TSQualifiedName':
        continue;
      case 'TSTypeReference':
      case 'TSTypeQuery':
      case 'TSInterfaceHeritage':
      case 'TSClassImplements':
        return true;
      default:
        return false;
    }
  }
  return false;
}
