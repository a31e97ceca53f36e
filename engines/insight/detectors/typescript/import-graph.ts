import { posix } from 'node:path';
import type { SourceFile } from '../../source/source-file.ts';
import { folderOf } from './project-config.ts';

/** What files of a program ask of what is not there, e.g. of packages that nobody installed. */
export interface ImportGraph {
  /** Whether types in this file may come from a missing package, by way of however many files. */
  isTainted(file: SourceFile): boolean;
  /** The names that this file itself imports from what is not there. */
  missingNames(file: SourceFile): ReadonlySet<string>;
}

interface Imports {
  readonly targets: readonly SourceFile[];
  readonly isMissing: boolean;
  readonly names: ReadonlySet<string>;
}

type IsMissing = (file: SourceFile, specifier: string) => boolean;

/** By relative imports; all others lead to packages, or by ways that only the compiler knows, to files that may need them. */
export function importGraph(files: readonly SourceFile[], isReported: IsMissing): ImportGraph {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const imports = new Map(
    files.map((file) => [file, importsOf(file, byPath, (specifier) => isReported(file, specifier))]),
  );
  const importers = new Map<SourceFile, SourceFile[]>();
  for (const [file, { targets }] of imports) {
    for (const target of targets) {
      const known = importers.get(target);
      if (known) known.push(file);
      else importers.set(target, [file]);
    }
  }
  const tainted = new Set<SourceFile>();
  const queue = files.filter((file) => imports.get(file)?.isMissing);
  for (let file = queue.pop(); file; file = queue.pop()) {
    if (tainted.has(file)) continue;
    tainted.add(file);
    queue.push(...(importers.get(file) ?? []));
  }
  return {
    isTainted: (file) => tainted.has(file),
    missingNames: (file) => imports.get(file)?.names ?? new Set(),
  };
}

const statement =
  /\b(?:import|export)\b([^'"`;=()]{0,4000}?)\bfrom\s*['"]([^'"\n]+)['"]|\bimport\s*['"]([^'"\n]+)['"]|\b(?:require|import)\s*\(\s*['"]([^'"\n]+)['"]/g;

/**
 * By their text, because a parser would have to be kept from files that end it. What only looks like an import, e.g. in a
 * comment, does no harm: less is told of the file.
 */
function importsOf(
  { path, text }: SourceFile,
  byPath: ReadonlyMap<string, SourceFile>,
  isReported: (specifier: string) => boolean,
): Imports {
  const names = new Set<string>();
  const targets: SourceFile[] = [];
  let isMissing = false;
  for (const [, clause = '', from, effects, called] of text.matchAll(statement)) {
    const specifier = from ?? effects ?? called ?? '';
    const target = specifier.startsWith('.') ? resolve(path, specifier, byPath) : undefined;
    if (target) targets.push(target);
    else {
      isMissing = true;
      if (isReported(specifier)) for (const [name] of clause.matchAll(/[\w$]+/g)) names.add(name);
    }
  }
  return { targets, isMissing, names };
}

const endings = ['', '.ts', '.tsx', '.d.ts', '.mts', '.cts', '.js', '.jsx', '/index.ts', '/index.tsx', '/index.d.ts'];

function resolve(from: string, specifier: string, byPath: ReadonlyMap<string, SourceFile>): SourceFile | undefined {
  const path = posix.join(folderOf(from), specifier);
  const stem = path.replace(/\.([cm]?)jsx?$/, '.$1ts');
  const candidates = [stem, stem.replace(/\.ts$/, '.tsx'), ...endings.map((ending) => `${path}${ending}`)];
  return candidates.map((candidate) => byPath.get(candidate)).find((file) => file !== undefined);
}
