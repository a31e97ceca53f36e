import { copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readModule } from '../../test/architecture/module.ts';

/** Text by path, with slashes. */
export type Tree = ReadonlyMap<string, string>;

const folders = '{engines,lambdas,lib,local,shared,test}';
const manifests = ['package.json', 'package-lock.json', 'tsconfig.json'];

/**
 * The first so many TypeScript files of this repository in the order of their paths, each with all that it imports: cut off anywhere, the
 * tree would be full of imports of nothing, which no compiler and no linter is made for. JSON that is imported comes along uncounted.
 */
export function sourceTree(count: number): Tree {
  const paths = globSync(`${folders}/**/*.{ts,json}`)
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/(?:^|\/)(?:fixtures|node_modules)\//.test(path))
    .sort();
  const all = new Set(paths);
  const chosen = new Set<string>();
  for (const path of paths.filter(isCode)) {
    const left = count - [...chosen].filter(isCode).length;
    if (left === 0) break;
    const missing = withImports(path, all).difference(chosen);
    if ([...missing].filter(isCode).length <= left) for (const each of missing) chosen.add(each);
  }
  return new Map([...chosen].sort().map((path) => [path, readFileSync(path, 'utf8')]));
}

export const isCode = (path: string) => path.endsWith('.ts');

const importsOf = new Map<string, readonly string[]>();

function withImports(path: string, all: ReadonlySet<string>): Set<string> {
  const found = new Set([path]);
  // A set that grows is walked to its new end.
  for (const each of found) {
    if (!isCode(each)) continue;
    const imports = importsOf.get(each) ?? readImports(each, all);
    importsOf.set(each, imports);
    for (const target of imports) found.add(target);
  }
  return found;
}

function readImports(path: string, all: ReadonlySet<string>): string[] {
  const { imports } = readModule(path, readFileSync(path, 'utf8'));
  return imports.flatMap(({ target }) => (target !== undefined && all.has(target) ? [target] : []));
}

/** With what says what the repository is. */
export function writeTree(tree: Tree, root: string): void {
  for (const [path, text] of tree) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const path of manifests) copyFileSync(path, join(root, path));
}
