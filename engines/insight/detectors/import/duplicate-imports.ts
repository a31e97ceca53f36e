import type { ModuleGraph, ResolvedImport } from '../../graph/module-graph.ts';
import type { Finding } from '../../issue.ts';

/** Import statements of one file that one statement could say. */
export function duplicateImports({ imports }: ModuleGraph): Finding[] {
  const first = new Map<string, ResolvedImport>();
  return imports.flatMap((each) => {
    const { from, asked } = each;
    if (!isMergeable(each)) return [];
    const key = JSON.stringify([from.path, asked.isTypeOnly, moduleOf(each)]);
    const before = first.get(key);
    if (before) return [duplicateImport(each, before)];
    first.set(key, each);
    return [];
  });
}

/** A namespace stands alone, and an import without names is there for the order in which files are loaded. */
function isMergeable({ asked: { kind, names, isTypeOnly } }: ResolvedImport): boolean {
  if (kind !== 'import' || names.length === 0 || names.includes('*')) return false;
  // `import type A, { B }` is not allowed.
  return !isTypeOnly || !names.includes('default');
}

function moduleOf({ resolution, asked: { specifier } }: ResolvedImport): string {
  return resolution.kind === 'file' && !specifier.includes('?') ? resolution.path : specifier;
}

function duplicateImport({ from, asked }: ResolvedImport, before: ResolvedImport): Finding {
  return {
    ...{ file: from.path, line: asked.line, column: asked.column, severity: 'low' },
    ...{ ruleId: 'duplicate-import', category: 'imports' },
    message: `"${asked.specifier}" is imported in line ${before.asked.line} already.`,
    suggestion: 'Write both in one import statement.',
    confidence: 95,
  };
}
