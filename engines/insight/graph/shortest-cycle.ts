import type { Neighbours } from './components.ts';

/** So many steps are looked at; in a component where that is not enough, the shortest cycle so far is short enough to be named. */
const mostSteps = 1_000_000;

/** The shortest cycle through nodes that all lead to each other, from the first of its nodes in their order; each node once. */
export function shortestCycle(component: readonly string[], neighbours: Neighbours): string[] {
  const within = new Set(component);
  let best: string[] = [];
  let steps = 0;
  for (const start of component) {
    const found = cycleFrom(start, { neighbours, within, shorterThan: best.length || Number.POSITIVE_INFINITY });
    if (found.cycle) best = found.cycle;
    steps += found.steps;
    // Nothing is shorter than two.
    if (best.length === 2 || steps > mostSteps) break;
  }
  return rotated(best, component);
}

interface Bounds {
  readonly neighbours: Neighbours;
  readonly within: ReadonlySet<string>;
  readonly shorterThan: number;
}

/** Breadth first, so that the first way back is the shortest. */
function cycleFrom(start: string, { neighbours, within, shorterThan }: Bounds) {
  const cameFrom = new Map<string, string>();
  let steps = 0;
  let level = [start];
  for (let length = 1; level.length > 0 && length < shorterThan; length += 1) {
    const next: string[] = [];
    for (const node of level) {
      for (const to of neighbours.get(node) ?? []) {
        steps += 1;
        if (to === start) return { cycle: wayTo(node, cameFrom), steps };
        if (!within.has(to) || cameFrom.has(to)) continue;
        cameFrom.set(to, node);
        next.push(to);
      }
    }
    level = next;
  }
  return { steps };
}

function wayTo(node: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [node];
  for (let at = cameFrom.get(node); at !== undefined; at = cameFrom.get(at)) way.push(at);
  return way.toReversed();
}

function rotated(cycle: readonly string[], component: readonly string[]): string[] {
  const inCycle = new Set(cycle);
  const first = component.findIndex((node) => inCycle.has(node));
  const at = Math.max(0, cycle.indexOf(component[first] ?? ''));
  return [...cycle.slice(at), ...cycle.slice(0, at)];
}
