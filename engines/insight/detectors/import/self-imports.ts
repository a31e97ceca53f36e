import type { ModuleGraph } from '../../graph/module-graph.ts';
import type { Finding } from '../../issue.ts';

/** Files that import themselves. */
export function selfImports({ edges }: ModuleGraph): Finding[] {
  return edges.flatMap(({ from, to, kind, asked }): Finding[] => {
    if (from !== to || kind === 'type' || /\.d\.[cm]?ts$/.test(from)) return [];
    return [
      {
        ...{ file: from, line: asked.line, column: asked.column, severity: 'medium' },
        ...{ ruleId: 'self-import', category: 'imports' },
        message: `"${asked.specifier}" is this file itself: what it exports is not there yet while it loads.`,
        suggestion: 'Use the name as it is declared here, without an import.',
        confidence: 95,
      },
    ];
  });
}
