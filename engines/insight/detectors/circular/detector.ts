import type { ProjectDetector } from '../../detect/detector.ts';
import { stronglyConnected } from '../../graph/components.ts';
import { isExample } from '../../graph/file-role.ts';
import { type Edge, type EdgeKind, moduleGraphOf, neighbours } from '../../graph/module-graph.ts';
import { shortestCycle } from '../../graph/shortest-cycle.ts';
import type { Finding } from '../../issue.ts';

interface Cycle {
  /** All that lead to each other. */
  readonly component: readonly string[];
  readonly shortest: readonly string[];
  /** The import that goes from the first to the second. */
  readonly edge: Edge;
}

/**
 * Files that load each other, once for each set of files that all lead to each other. Types, and what is loaded when a function is
 * called, make no cycle. Imports that only compilers leave out make one that is told as such.
 */
export const detector: ProjectDetector = {
  id: 'circular',
  checkProject: (project, report) => {
    const { paths, edges } = moduleGraphOf(project);
    const loaded = cyclesOf(paths, edges, ['static']);
    const isLoaded = new Set(loaded.flatMap(({ component }) => component));
    const elided = cyclesOf(paths, edges, ['static', 'elided']).filter(
      ({ component }) => !component.some((path) => isLoaded.has(path)),
    );
    for (const cycle of loaded) report(circularImport(cycle));
    for (const cycle of elided) report(circularTypeImport(cycle));
  },
};

function cyclesOf(paths: readonly string[], edges: readonly Edge[], kinds: readonly EdgeKind[]): Cycle[] {
  const relevant = edges.filter(({ kind, from }) => kinds.includes(kind) && !isExample(from));
  const lists = neighbours(relevant, kinds);
  return stronglyConnected(paths, lists).flatMap((component) => {
    const shortest = shortestCycle(component, lists);
    const edge = relevant.find(({ from, to }) => from === shortest[0] && to === shortest[1]);
    return edge ? [{ component, shortest, edge }] : [];
  });
}

function circularImport({ component, shortest, edge }: Cycle): Finding {
  const more = component.length - shortest.length;
  const others = more === 0 ? '' : ` ${more} more ${more === 1 ? 'file is' : 'files are'} entangled with them.`;
  return {
    ...{ file: edge.from, line: edge.asked.line, column: edge.asked.column, severity: severityOf(shortest.length) },
    ...{ ruleId: 'circular-import', category: 'structure' },
    message: `These files import each other in a circle: ${wayOf(shortest)}. One of them runs before what it imports is there.${others}`,
    suggestion: 'Move what several of them need to a file of its own that imports none of them.',
    confidence: 95,
  };
}

function circularTypeImport({ shortest, edge }: Cycle): Finding {
  return {
    ...{ file: edge.from, line: edge.asked.line, column: edge.asked.column, severity: 'info' },
    ...{ ruleId: 'circular-type-import', category: 'structure' },
    message: `${wayOf(shortest)} is a circle of imports that are used as types, but do not say so: a compiler that keeps them makes it a real one.`,
    suggestion: 'Write "import type" where only types are used.',
    confidence: 90,
  };
}

function severityOf(length: number): Finding['severity'] {
  if (length <= 2) return 'high';
  return length <= 4 ? 'medium' : 'low';
}

const longestNamed = 8;

function wayOf(cycle: readonly string[]): string {
  const named = cycle.length > longestNamed ? [...cycle.slice(0, longestNamed - 1), '…', ...cycle.slice(-1)] : cycle;
  return [...named, cycle[0] ?? ''].join(' → ');
}
