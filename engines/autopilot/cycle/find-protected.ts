import type { DroppedFix } from './cycle-result.ts';
import { batchesOf, changedIn, editsOf, isUntouchable, type Search, whyUntouchable } from './find-fixes.ts';
import type { CyclePorts, PlannedEdit } from './ports.ts';

/** Of each recipe, so that a thousand tests that are protected do not hide what else was left alone. */
export const mostToldOfRecipe = 10;

/**
 * What recipes would change if it were not protected: tried in memory, told with the reason, and thrown away. A recipe that cannot be
 * carried out there is not told of.
 */
export async function findProtected(
  ports: Pick<CyclePorts, 'act' | 'whyProtected'>,
  { root, paths, recipes, batchFiles, signal }: Omit<Search, 'progress'>,
): Promise<readonly DroppedFix[]> {
  if (recipes.length === 0) return [];
  const untouchable = paths.filter((path) => isUntouchable(ports, path));
  const failed = new Map<string, string>();
  const edits: PlannedEdit[] = [];
  for await (const files of batchesOf(root, untouchable, batchFiles)) {
    edits.push(...editsOf(await changedIn(ports.act, { files, recipes, failed, signal })));
  }
  const byRecipe = Map.groupBy(edits, ({ recipeId }) => recipeId);
  return recipes.flatMap(({ id }) => toldOf(failed.has(id) ? [] : (byRecipe.get(id) ?? []), ports));
}

function toldOf(edits: readonly PlannedEdit[], ports: Pick<CyclePorts, 'whyProtected'>): DroppedFix[] {
  const told = edits.toSorted((a, b) => (a.path < b.path ? -1 : 1)).slice(0, mostToldOfRecipe);
  const untold = edits.length - told.length;
  return told.map((edit, index) => {
    const more = untold > 0 && index === told.length - 1 ? ` So are ${untold} more files that it would change.` : '';
    const reason = `${edit.path} is protected. ${whyUntouchable(ports, edit.path)}${more}`;
    return { ...edit, why: 'protected', others: [], reason, violations: [] };
  });
}
