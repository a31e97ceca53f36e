import type { Neighbours } from './components.ts';

/** All nodes that some nodes lead to, with these. */
export function reachableFrom(starts: readonly string[], neighbours: Neighbours): ReadonlySet<string> {
  const reached = new Set(starts);
  // The set grows while it is gone through.
  for (const node of reached) for (const to of neighbours.get(node) ?? []) reached.add(to);
  return reached;
}
