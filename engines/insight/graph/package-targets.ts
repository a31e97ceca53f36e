import type { PackageJson } from './manifest.ts';
import { fillStar, matchesOf } from './pattern.ts';

/**
 * The paths that `exports` or `imports` may give for one name (`.`, `./a`, `#a`), in the order in which they stand, sources first.
 * Undefined when the field does not allow the name.
 */
export function targetsOf(field: unknown, name: string): string[] | undefined {
  const patterns = entriesOf(field).map(([pattern, value]) => ({ pattern, value }));
  const [best] = matchesOf(patterns, name);
  if (!best || best.match.value === null) return undefined;
  return leavesOf(best.match.value).map((target) => fillStar(target, best.star));
}

function entriesOf(field: unknown): [string, unknown][] {
  if (typeof field !== 'object' || field === null || Array.isArray(field)) return [['.', field]];
  const entries = Object.entries(field);
  // Keys that are no paths are conditions, all of them for the package itself.
  return entries.every(([key]) => /^[.#]/.test(key)) ? entries : [['.', field]];
}

const sourceConditions = /^(?:source|src|development|@[^/]+\/source|ts|bun|workspace)$/;
const deepest = 12;

function leavesOf(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > deepest) return [];
  if (Array.isArray(value)) return value.flatMap((each) => leavesOf(each, depth + 1));
  const entries = Object.entries(value);
  const isSource = ([condition]: [string, unknown]) => sourceConditions.test(condition);
  return [...entries.filter(isSource), ...entries.filter((entry) => !isSource(entry))].flatMap(([, each]) =>
    leavesOf(each, depth + 1),
  );
}

/** The paths of what a package is when nothing is said after its name. */
export function mainsOf({ source, module, main, types }: PackageJson): string[] {
  return [source, module, main, types, 'index', 'src/index', 'src/main', 'lib/index'].filter(
    (path) => path !== undefined,
  );
}

/** A path, and what it may be built from: `dist/esm/a.js` from `src/a`. */
export function withSources(path: string): string[] {
  const inner =
    /^(?:\.\/)?(?:dist|build|lib|out|esm|cjs|es)\/(?:(?:esm|cjs|es|src|types|mjs|umd|node|browser)\/)?(.+)$/.exec(
      path,
    )?.[1];
  return inner === undefined ? [path] : [path, `src/${inner}`, inner, `source/${inner}`];
}
