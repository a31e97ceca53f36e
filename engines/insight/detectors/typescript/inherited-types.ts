import type { SourceFile } from '../../source/source-file.ts';
import type { ImportGraph } from './import-graph.ts';

const heritage =
  /\b(?:interface|class)\s+([\w$]+)(?:\s*<[^{}]{0,300}>)?\s+(?:extends|implements)\s+([^{]{1,500})\{|\btype\s+([\w$]+)(?:\s*<[^=;]{0,300}>)?\s*=([^;{]{1,300})/g;

/**
 * Names of types that inherit from one of a missing package, directly or by way of others of them: most of what they have is
 * not known, and the compiler takes them for smaller than they are.
 */
export function inheritedTypes(files: readonly SourceFile[], graph: ImportGraph): ReadonlySet<string> {
  const parents: { readonly name: string; readonly names: readonly string[] }[] = [];
  const inherited = new Set<string>();
  for (const file of files) {
    const missing = graph.missingNames(file);
    for (const [, declared, bases = '', aliased, aliasOf = ''] of file.text.matchAll(heritage)) {
      const name = declared ?? aliased ?? '';
      const names = `${bases}${aliasOf}`.match(/[\w$]+/g) ?? [];
      // A global of the platform that no package is needed for is there.
      if (names.some((each) => missing.has(each) || platformNamespaces.has(each))) inherited.add(name);
      else parents.push({ name, names });
    }
  }
  for (let size = -1; size !== inherited.size; ) {
    size = inherited.size;
    for (const { name, names } of parents) if (names.some((each) => inherited.has(each))) inherited.add(name);
  }
  return inherited;
}

/** Globals whose types come with packages. */
const platformNamespaces = new Set([
  'React',
  'JSX',
  'NodeJS',
  'Express',
  'Cypress',
  'jest',
  'Buffer',
  'google',
  'chrome',
]);
