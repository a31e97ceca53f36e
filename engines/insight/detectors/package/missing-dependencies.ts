import { isExample, isTest, isTooling } from '../../graph/file-role.ts';
import type { Manifest } from '../../graph/manifest.ts';
import type { ResolvedImport } from '../../graph/module-graph.ts';
import { foldersUp } from '../../graph/path.ts';
import { matchPattern } from '../../graph/pattern.ts';
import { isDeclared } from '../../graph/resolver.ts';
import type { Finding } from '../../issue.ts';
import { isNamedByTools } from './alias-names.ts';
import { isFromHost } from './host-modules.ts';
import type { Packages } from './packages.ts';

interface Missing {
  readonly name: string;
  readonly manifest: Manifest;
  readonly by: ResolvedImport[];
}

/** Packages that are imported and that no `package.json` up the tree asks for; each once for the package that imports it. */
export function missingDependencies(packages: Packages): Finding[] {
  const missing = new Map<string, Missing>();
  for (const each of packages.graph.imports) {
    if (each.resolution.kind !== 'package' || each.asked.isGuarded || isExample(each.from.path)) continue;
    const { name } = each.resolution;
    const manifests = packages.graph.resolver.manifests.above(each.from.path);
    const [manifest] = manifests;
    if (!manifest || manifests.some((above) => isDeclared(above, name)) || isTyped(manifests, each, name)) continue;
    const key = `${manifest.path}\0${name}`;
    const known = missing.get(key) ?? { name, manifest, by: [] };
    known.by.push(each);
    missing.set(key, known);
  }
  const declared = [...packages.graph.modules.values()].flatMap(({ declaredModules }) => declaredModules);
  return [...missing.values()].flatMap((each) =>
    mayBeElsewhere(packages, each, declared) ? [] : [finding(packages, each)],
  );
}

const isType = ({ asked }: ResolvedImport) => asked.isTypeOnly || asked.isUsedAsTypeOnly;

/** Types come from `@types/x` as well. */
function isTyped(manifests: readonly Manifest[], each: ResolvedImport, name: string): boolean {
  const typed = `@types/${name.replace(/^@/, '').replace('/', '__')}`;
  return (isType(each) || /\.d\.[cm]?ts$/.test(each.from.path)) && manifests.some((above) => isDeclared(above, typed));
}

/** Names that stand for something else than a package of a registry: what a host brings, an alias, a folder, a declared module. */
function mayBeElsewhere({ graph, workspace }: Packages, { name, by }: Missing, declared: readonly string[]): boolean {
  if (isFromHost(name) || isNamedByTools(workspace, name)) return true;
  const { files } = graph.resolver;
  const [first = ''] = name.split('/');
  return by.some(({ from, asked }) => {
    if (declared.some((pattern) => matchPattern(pattern, asked.specifier) !== undefined)) return true;
    return foldersUp(from.path).some((folder) => {
      const at = folder === '' ? '' : `${folder}/`;
      if (files.hasFile(`${at}deno.json`) || files.hasFile(`${at}deno.jsonc`)) return true;
      return ['', 'src/', 'app/'].some((inner) => files.hasFolder(`${at}${inner}${first}`));
    });
  });
}

function finding({ lockfiles }: Packages, { name, manifest, by }: Missing): Finding {
  const isNeeded = (each: ResolvedImport) => !isType(each) && !isTest(each.from.path) && !isTooling(each.from.path);
  const each = by.find(isNeeded) ?? by[0];
  const file = each?.from.path ?? manifest.path;
  const files = new Set(by.map(({ from }) => from.path)).size;
  const lockfile = lockfiles.for(manifest.folder);
  const isInstalled = lockfile?.packages.some((locked) => locked.name === name) ?? false;
  const why = isInstalled
    ? 'It is installed only because another package needs it, and is gone when that one does without.'
    : 'An installation does not bring it.';
  return {
    ...{ file, line: each?.asked.line ?? 1, column: each?.asked.column ?? 1 },
    severity: severityOf(by.some(isNeeded), isInstalled),
    ...{ ruleId: 'missing-dependency', category: 'dependencies' },
    message: `"${name}" is imported by ${files} ${files === 1 ? 'file' : 'files'}, and no package.json up to the root names it. ${why}`,
    suggestion: by.every(isType)
      ? `Add "${name}", or the @types package that describes it, to the devDependencies of ${manifest.path}.`
      : `Add "${name}" to the dependencies of ${manifest.path}.`,
    confidence: lockfile ? 90 : 80,
  };
}

function severityOf(isNeeded: boolean, isInstalled: boolean): Finding['severity'] {
  if (!isNeeded) return 'low';
  return isInstalled ? 'medium' : 'high';
}
