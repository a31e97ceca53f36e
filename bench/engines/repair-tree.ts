import { autopilot } from '../../engines/autopilot/engine.ts';
import type { Recipe } from '../../engines/autopilot/recipe.ts';
import { builtInRecipes } from '../../engines/autopilot/recipes/index.ts';
import { priorOf } from '../../engines/autopilot/trust/prior.ts';
import { trustOf } from '../../engines/autopilot/trust/trust.ts';
import { newTrustState } from '../../engines/autopilot/trust/trust-state.ts';
import type { Issue } from '../../engines/insight/issue.ts';
import type { RepairReport } from './child-reports.ts';

/**
 * A process of its own: one cycle of Autopilot over the folder of the only argument, with all recipes as an organization has them that has
 * never run one, the largest budget that may be asked for, and everything approved that may be approved at once. Prints a `RepairReport`.
 */
const [root = ''] = process.argv.slice(2);
const now = new Date();
const { cycle } = await autopilot({
  ...{ runId: 'bench', mode: 'run', root, signal: AbortSignal.timeout(600_000), progress: () => undefined },
  candidates: builtInRecipes.map((recipe) => ({ recipe, trust: trustIn(recipe) })),
  project: { gates: { riskBudget: 1_000, maxRiskPerAction: 100 } },
  run: { budget: { maxFiles: 50, maxLinesPerFile: 200, maxTotalLines: 10_000, maxRecipes: 20 } },
  approval: { isAutomatic: true, recipes: [] },
});
const report: RepairReport = {
  ...{ status: cycle.status, timings: { ...cycle.timings }, verifications: cycle.selection.verifications },
  changedFiles: cycle.changes.length,
  recipes: [...new Set(cycle.applied.map(({ recipeId }) => recipeId))],
  dropped: cycle.dropped.map(({ recipeId, path, reason }) => `${recipeId} ${path}: ${reason}`),
  ...{ before: placesOf(cycle.before.issues), after: placesOf(cycle.after.issues) },
};
process.stdout.write(JSON.stringify(report));

function trustIn({ id, trust }: Recipe) {
  return trustOf(newTrustState(id), priorOf({ declared: trust, isBuiltIn: true }, now), now);
}

function placesOf(issues: readonly Issue[]) {
  return issues.map(({ file, line, ruleId }) => ({ file, line, rule: ruleId }));
}
