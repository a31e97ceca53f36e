import type { Recipe } from '../recipe.ts';
import type { DroppedFix } from './cycle-result.ts';
import { editsOf } from './find-fixes.ts';
import type { Indices } from './largest-avoiding.ts';
import type { CyclePorts, PlannedEdit } from './ports.ts';
import { type Dropped, selectFixes } from './select.ts';
import type { Trial, TriedSet } from './trial.ts';
import type { Violation } from './verify.ts';

export interface Attempt {
  /** Undefined when no fix is left. */
  readonly best: TriedSet | undefined;
  readonly dropped: readonly DroppedFix[];
  readonly isProvenLargest: boolean;
}

/** Takes of the fixes what fits the budget, and of that the largest set with which the tree is no worse. */
export async function attemptFixes(
  ports: Pick<CyclePorts, 'admit'>,
  trial: Trial,
  { edits, recipes }: { readonly edits: readonly PlannedEdit[]; readonly recipes: readonly Recipe[] },
): Promise<Attempt> {
  const { admitted, rejected } = await admitFixes(ports, trial, edits, recipes);
  const tried = new Map<string, TriedSet>();
  const pick = (set: Indices) => set.flatMap((index) => admitted[index] ?? []);
  const selection = await selectFixes(admitted.length, async (set) => {
    const result = await trial.try(pick(set));
    const isGreen = result.violations.length === 0;
    tried.set(set.join(' '), isGreen ? result : { ...result, after: { ...result.after, issues: [] } });
    const files = new Set(result.violations.flatMap((violation) => violation.files));
    return { isGreen, suspects: set.filter((index) => files.has(admitted[index]?.path ?? '')) };
  });
  const violationsOf = (set: Indices) => tried.get(set.toSorted((a, b) => a - b).join(' '))?.violations ?? [];
  const dropped = selection.dropped.flatMap((each) => {
    const edit = admitted[each.index];
    return edit ? [droppedFix(edit, each, pick(each.others), violationsOf([each.index, ...each.others]))] : [];
  });
  return {
    best: selection.kept.length > 0 ? tried.get(selection.kept.join(' ')) : undefined,
    dropped: [...rejected, ...dropped],
    isProvenLargest: selection.isProvenLargest,
  };
}

interface Admitted {
  readonly admitted: readonly PlannedEdit[];
  readonly rejected: readonly DroppedFix[];
}

/** Without one fix, another one of the same file may be larger or smaller than it was; so it is asked until all fit. */
async function admitFixes(
  { admit }: Pick<CyclePorts, 'admit'>,
  trial: Trial,
  edits: readonly PlannedEdit[],
  recipes: readonly Recipe[],
): Promise<Admitted> {
  const rejected: DroppedFix[] = [];
  for (let open = edits; ; ) {
    const verdict = await admit(open);
    for (const { edit, reason } of verdict.rejected) {
      rejected.push({ ...edit, why: 'budget', others: [], reason, violations: [] });
    }
    const left = await trial.compose(verdict.accepted);
    open = inOrder(editsOf(left), recipes);
    if (verdict.rejected.length === 0) return { admitted: open, rejected };
  }
}

function inOrder(edits: readonly PlannedEdit[], recipes: readonly Recipe[]): PlannedEdit[] {
  const byRecipe = Map.groupBy(edits, ({ recipeId }) => recipeId);
  return recipes.flatMap(({ id }) => (byRecipe.get(id) ?? []).toSorted((a, b) => (a.path < b.path ? -1 : 1)));
}

function droppedFix(
  edit: PlannedEdit,
  { why }: Dropped,
  others: readonly PlannedEdit[],
  violations: readonly Violation[],
): DroppedFix {
  const told = violations.map(({ message }) => message).join(' ');
  const names = others.map(({ recipeId, path }) => `${recipeId} in ${path}`).join(' and ');
  const reasons = {
    alone: `The tree is worse with it. ${told}`,
    conflict: `The tree is worse with it and ${names} together. ${told}`,
    unproven: 'The tree was looked at as often as it may be before it was clear that this does no harm.',
  } as const;
  return { ...edit, why, others, violations, reason: reasons[why].trim() };
}
