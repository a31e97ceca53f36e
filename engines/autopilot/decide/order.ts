/** What decides which recipe goes first. */
export interface Rank {
  readonly recipeId: string;
  readonly trust: number;
  readonly confidence: number;
  readonly priority: number;
}

/**
 * Predicted trust, then confidence, then priority, the highest first, then id. Numbers within the same twentieth (.80 to
 * below .85) are a tie. Fixed steps, not distances, because "differs by less than .05" is not transitive and would leave the
 * order to the sorting algorithm.
 */
export function compareRanks(a: Rank, b: Rank): number {
  return (
    stepOf(b.trust) - stepOf(a.trust) ||
    stepOf(b.confidence) - stepOf(a.confidence) ||
    b.priority - a.priority ||
    compareIds(a.recipeId, b.recipeId)
  );
}

/** In millionths, so that .85 is not a little less by the way numbers are stored. */
function stepOf(value: number): number {
  return Math.floor(Math.round(value * 1e6) / 50_000);
}

function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
