import { stronglyConnected } from '../../graph/components.ts';
import { isExample } from '../../graph/file-role.ts';
import { type ModuleGraph, neighbours } from '../../graph/module-graph.ts';
import { byCodeUnit } from '../../graph/path.ts';
import type { Finding } from '../../issue.ts';

/** Fewer files than this are a circle, which another detector tells. */
const large = 10;
const veryLarge = 30;
const named = 3;

/** Many files that all need each other: none can be understood, tested or moved without the others. */
export function largeComponents({ paths, edges }: ModuleGraph): Finding[] {
  const lists = neighbours(
    edges.filter(({ from }) => !isExample(from)),
    ['static'],
  );
  const components = stronglyConnected(paths, lists).filter(({ length }) => length >= large);
  return components.map((component) => {
    const within = new Set(component);
    const counts = new Map(component.map((path) => [path, 0]));
    for (const path of component) {
      for (const to of lists.get(path) ?? []) {
        if (!within.has(to)) continue;
        for (const end of [path, to]) counts.set(end, (counts.get(end) ?? 0) + 1);
      }
    }
    const byCount = [...counts].toSorted(([a, many], [b, more]) => more - many || byCodeUnit(a, b));
    return largeComponent(
      component.length,
      byCount.map(([path]) => path),
    );
  });
}

function largeComponent(size: number, byCount: readonly string[]): Finding {
  return {
    ...{ file: byCount[0] ?? '', line: 1, column: 1, severity: size >= veryLarge ? 'high' : 'medium' },
    ...{ ruleId: 'large-component', category: 'structure' },
    message: `${size} files need each other in circles, most of all ${byCount.slice(0, named).join(', ')}: they are one module in many files.`,
    suggestion:
      'Begin with the file that has the most ties: move what the others need from it to a file that imports none of them.',
    confidence: 95,
  };
}
