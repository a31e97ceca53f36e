import type { Recipe } from '../recipe.ts';
import type { AppliedFix, CycleMode, CycleResult, DroppedFix } from './cycle-result.ts';
import { improvementOf, type LedgerEntry, ledgerEditsOf } from './ledger.ts';
import type { Observation } from './observation.ts';
import type { Decision, GateResult } from './ports.ts';
import type { TriedSet } from './trial.ts';

/** Of a cycle that has seen the tree, and nothing more. */
export function emptyResult<Decided extends Decision, Gate extends GateResult>(
  mode: CycleMode,
  before: Observation,
): CycleResult<Decided, Gate> {
  return {
    ...{ mode, status: 'noop', decisions: [], applied: [], dropped: [], failedRecipes: new Map(), changes: [] },
    ...{ patch: '', undoPatch: '', ledger: [], before, after: before, gates: [] },
    selection: { isProvenLargest: true, verifications: 0 },
    timings: { observe: 0, decide: 0, act: 0, verify: 0, write: 0 },
  };
}

export function appliedFixes({ edits, resolved }: TriedSet, recipes: readonly Recipe[]): AppliedFix[] {
  const rules = new Map(recipes.map((recipe) => [recipe.id, new Set(recipe.resolves)]));
  return edits.map((edit) => ({
    ...edit,
    resolved: resolved
      .filter(({ file, ruleId }) => file === edit.path && rules.get(edit.recipeId)?.has(ruleId))
      .map(({ id }) => id),
  }));
}

/** The same when nothing of it is left; what was seen of the changed tree stays, as it says why. */
export function takenBack<Decided extends Decision, Gate extends GateResult>(
  result: CycleResult<Decided, Gate>,
  error: string,
): CycleResult<Decided, Gate> {
  const fixes = result.applied.map(({ recipeId, path, changedLines }): DroppedFix => {
    return { recipeId, path, changedLines, why: 'rolled-back', others: [], reason: error, violations: [] };
  });
  return {
    ...{ ...result, status: 'rolled-back', error, applied: [], changes: [], patch: '', undoPatch: '' },
    dropped: [...result.dropped, ...fixes],
  };
}

interface Run {
  readonly recipes: readonly Recipe[];
  readonly best: TriedSet | undefined;
  readonly runId: string;
  readonly startedAt: Date;
  readonly completedAt: Date;
}

/** One entry for each recipe that was carried out, also when nothing of it is left. */
export function ledgerOf(result: CycleResult, run: Run): LedgerEntry[] {
  return run.recipes.flatMap((recipe) => {
    const fate = fateOf(result, recipe);
    if (!fate) return [];
    const isDone = fate.status === 'completed';
    const { before } = result;
    const after = isDone ? result.after : before;
    return [
      {
        ...{ runId: run.runId, recipe: recipe.id, ...fate },
        ...{ startedAt: run.startedAt.toISOString(), completedAt: run.completedAt.toISOString() },
        metrics: {
          ...{ before: before.metrics, after: after.metrics },
          improvement: improvementOf(before.metrics, after.metrics),
        },
        edits: isDone && run.best ? ledgerEditsOf(run.best.composed, recipe, markOf(result)) : [],
      },
    ];
  });
}

/** What must not be touched, or does not fit, was left alone before anything came of it. */
export const wasTried = ({ why }: Pick<DroppedFix, 'why'>) => why !== 'budget' && why !== 'protected';

function fateOf(
  { applied, dropped, failedRecipes }: Pick<CycleResult, 'applied' | 'dropped' | 'failedRecipes'>,
  { id }: Recipe,
): Pick<LedgerEntry, 'status' | 'error'> | undefined {
  const error = failedRecipes.get(id);
  if (error !== undefined) return { status: 'failed', error };
  if (applied.some(({ recipeId }) => recipeId === id)) return { status: 'completed' };
  const own = dropped.find((fix) => fix.recipeId === id && wasTried(fix));
  return own && { status: 'rolled-back', error: own.reason };
}

/** The byte order mark of a file that has one. */
function markOf({ changes }: Pick<CycleResult, 'changes'>): (path: string) => string {
  const marked = changes.filter(({ before }) => before?.[0] === 0xef && before[1] === 0xbb && before[2] === 0xbf);
  const paths = new Set(marked.map(({ path }) => path));
  return (path) => (paths.has(path) ? '\uFEFF' : '');
}
