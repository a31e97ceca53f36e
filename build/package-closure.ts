import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Names = z.record(z.string(), z.string()).optional();
const Manifest = z.object({ dependencies: Names, optionalDependencies: Names });

/**
 * The top-level folders of all packages that some packages need, native parts for this machine among them; nested copies travel
 * inside their parents. Paths are relative to the root of the repository.
 * @param unused dependencies that only other uses of these packages load
 */
export function packageClosure(names: readonly string[], unused: readonly string[] = []): string[] {
  const found = new Set<string>();
  const visit = (name: string, parents: readonly string[]) => {
    const folder = [...parents]
      .reverse()
      .map((parent) => join(parent, 'node_modules', name))
      .find((candidate) => existsSync(join(candidate, 'package.json')));
    // Optional packages and peers are not always there.
    if (folder === undefined || found.has(folder)) return;
    found.add(folder);
    const manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
    for (const dependency of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
      if (!unused.includes(dependency)) visit(dependency, [...parents, folder]);
    }
  };
  for (const name of names) visit(name, ['']);
  return [...found].filter((folder) => folder.lastIndexOf('node_modules') === 0).sort();
}
