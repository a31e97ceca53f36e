import { ExportedNamesOf } from '../../graph/exported-names.ts';
import type { ModuleGraph, ResolvedImport } from '../../graph/module-graph.ts';
import { byCodeUnit } from '../../graph/path.ts';
import type { Finding } from '../../issue.ts';

/** Names that are asked for and that the file does not export, where all that it exports is known. */
export function missingExports(graph: ModuleGraph): Finding[] {
  const exported = new ExportedNamesOf(graph);
  return graph.imports.flatMap((each) => {
    const target = graph.targetOf(each.resolution);
    if (target === undefined) return [];
    const { names, isComplete } = exported.of(target);
    if (!isComplete) return [];
    const missing = new Set(each.asked.names.filter((name) => name !== '*' && !names.has(name)));
    return [...missing].map((name) => missingExport(each, { target, name, names }));
  });
}

interface Missing {
  readonly target: string;
  readonly name: string;
  readonly names: ReadonlySet<string>;
}

function missingExport({ from, asked }: ResolvedImport, missing: Missing): Finding {
  const { target, name } = missing;
  return {
    ...{ file: from.path, line: asked.line, column: asked.column, severity: asked.isTypeOnly ? 'medium' : 'high' },
    ...{ ruleId: 'missing-export', category: 'imports' },
    message:
      name === 'default'
        ? `${target} has no default export, so what is imported here is undefined or an error.`
        : `${target} does not export "${name}", so what is imported here is undefined or an error.`,
    suggestion: suggestionOf(missing),
    confidence: 95,
  };
}

function suggestionOf({ target, name, names }: Missing): string {
  const alike = [...names].find((each) => each.toLowerCase() === name.toLowerCase());
  if (alike !== undefined) return `Import "${alike}".`;
  const known = [...names].toSorted(byCodeUnit);
  if (known.length === 0) return `${target} exports nothing: export "${name}" there.`;
  const list = known.slice(0, 5).join(', ');
  return `Export it there, or import what is there: ${list}${known.length > 5 ? `, and ${known.length - 5} more` : ''}.`;
}
