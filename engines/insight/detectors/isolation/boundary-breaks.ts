import { isTest, isTooling } from '../../graph/file-role.ts';
import type { Manifest } from '../../graph/manifest.ts';
import type { ModuleGraph, ResolvedImport } from '../../graph/module-graph.ts';
import { isBelow } from '../../graph/path.ts';
import type { Finding } from '../../issue.ts';

/** Imports of what another package of the same repository has not given out. */
export function boundaryBreaks(graph: ModuleGraph): Finding[] {
  return graph.imports.flatMap((each) => {
    if (isTooling(each.from.path)) return [];
    return [...pathIntoPackage(graph, each), ...unexportedPath(each)];
  });
}

const severityOf = ({ from, asked }: ResolvedImport) => (isTest(from.path) || asked.isTypeOnly ? 'low' : 'medium');

/** `../../other/src/a` from a package beside it. */
function pathIntoPackage({ resolver: { manifests } }: ModuleGraph, each: ResolvedImport): Finding[] {
  const { from, asked, resolution } = each;
  if (resolution.kind !== 'file' || resolution.via !== 'relative') return [];
  const own = manifests.packageOf(from.path);
  const other = manifests.packageOf(resolution.path);
  if (!own || !other || own === other || contains(own, other) || contains(other, own)) return [];
  return [
    {
      ...{ file: from.path, line: asked.line, column: asked.column, severity: severityOf(each) },
      ...{ ruleId: 'package-boundary-break', category: 'structure' },
      message: `"${asked.specifier}" reaches by path into the package ${other.name}, past what it exports.`,
      suggestion: `Export it from ${other.name}, make that a dependency of ${own.name}, and import it by the name of the package.`,
      confidence: 90,
    },
  ];
}

/** A package may be a folder of the one around it, which knows it well. */
const contains = (outer: Manifest, inner: Manifest) => isBelow(inner.path, outer.folder);

/** `other/src/a`, where the `exports` of that package do not name it. */
function unexportedPath(each: ResolvedImport): Finding[] {
  const { from, asked, resolution } = each;
  if (resolution.kind !== 'workspace' || resolution.isExported) return [];
  const { name = resolution.target.folder } = resolution.target;
  return [
    {
      ...{ file: from.path, line: asked.line, column: asked.column, severity: severityOf(each) },
      ...{ ruleId: 'unexported-package-path', category: 'structure' },
      message: `"${asked.specifier}" is not among the "exports" of ${name}: Node refuses to load it.`,
      suggestion: `Name it in the "exports" of ${resolution.target.path}, or import what is exported there.`,
      confidence: 85,
    },
  ];
}
