import { isTest } from '../insight/graph/file-role.ts';
import { moduleGraphOf } from '../insight/graph/module-graph.ts';
import { moduleFactsOf } from '../insight/source/module-facts.ts';
import { parseFile } from '../insight/source/parsed-file.ts';
import type { Workspace } from '../insight/source/source-file.ts';

/** How a file stands to the others, as far as it says how much hangs on it. */
export interface Surroundings {
  /** How many files import it. */
  importersOf(path: string): number;
  /** Whether a test imports it, or is named after it. */
  isTested(path: string): boolean;
}

export function surroundingsIn(workspace: Workspace): Surroundings {
  const modules = new Map(workspace.files.map((file) => [file.path, moduleFactsOf(parseFile(file))]));
  const importers = new Map<string, Set<string>>();
  for (const { from, to } of moduleGraphOf({ workspace, modules }).edges) {
    importers.set(to, (importers.get(to) ?? new Set()).add(from));
  }
  const testNames = new Set([...modules.keys()].filter(isTest).map(nameWithout(/\.(?:test|spec)(?=\.)/)));
  return {
    importersOf: (path) => importers.get(path)?.size ?? 0,
    isTested: (path) => [...(importers.get(path) ?? [])].some(isTest) || testNames.has(nameWithout(/$^/)(path)),
  };
}

/** `cart` for `src/cart.test.ts` and `src/cart.ts`. */
function nameWithout(mark: RegExp) {
  return (path: string) => (path.split('/').at(-1) ?? '').replace(mark, '').replace(/\.\w+$/, '');
}
