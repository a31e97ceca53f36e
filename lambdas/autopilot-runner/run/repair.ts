import { type RunPredicate, recipeDigest } from '../../../engines/autopilot/attestation/statement.ts';
import { sha256Of, treeDigest } from '../../../engines/autopilot/attestation/tree-digest.ts';
import type { AutopilotRequest, AutopilotResult, ExplainedDecision } from '../../../engines/autopilot/autopilot.ts';
import { GatesFileError } from '../../../engines/autopilot/gates/gates-file.ts';
import { builtInRecipes } from '../../../engines/autopilot/recipes/index.ts';
import { PermanentTaskError } from '../../../shared/task/end-attempt.ts';
import type { SettingsStore } from '../settings/store.ts';
import { trustOfAll } from '../trust/read-trust.ts';
import type { TrustStore } from '../trust/store.ts';
import type { Done, Work } from './done.ts';
import type { HistoryStore } from './history.ts';
import { pullRequestInput, resultOf } from './result.ts';
import type { StoredRun } from './run.ts';
import { treeEntries } from './tree-entries.ts';

export interface RepairDeps {
  readonly autopilot: (request: AutopilotRequest) => Promise<AutopilotResult>;
  readonly settings: SettingsStore;
  readonly trust: TrustStore;
  readonly history: HistoryStore;
  readonly now: () => number;
}

/**
 * One cycle over the upload: observe, decide, act, verify.
 * @throws PermanentTaskError `bad_gates_file` for a `.odavl/gates.yml` that cannot be read
 */
export async function repair(deps: RepairDeps, work: Work): Promise<Done> {
  const { root, attempt } = work;
  const before = treeDigest(await treeEntries(root, attempt.signal));
  const done = await cycle(deps, work);
  const after = done.cycle.changes.length > 0 ? treeDigest(await treeEntries(root, attempt.signal)) : before;
  return doneOf(work, done, { before, after });
}

async function cycle(deps: RepairDeps, { attempt, run, root }: Work): Promise<AutopilotResult> {
  const { task, signal, progress } = attempt;
  const now = new Date(deps.now());
  const [{ policy, ...project }, { trustIn }, history] = await Promise.all([
    deps.settings.get(task.orgId, run.projectId),
    trustOfAll(deps, task.orgId, now),
    deps.history.of(task.orgId, run.projectId),
  ]);
  const wanted = run.recipes && new Set(run.recipes);
  const mode = run.mode === 'undo' ? 'run' : run.mode;
  try {
    return await deps.autopilot({
      ...{ runId: run.id, mode, root, policy, history, signal },
      candidates: builtInRecipes
        .filter(({ id }) => !wanted || wanted.has(id))
        .map((recipe) => ({ recipe, trust: trustIn(recipe) })),
      project: { budget: project.budget, gates: project.gates, protected: project.protected },
      run: { ...(run.budget && { budget: run.budget }) },
      approval: { isAutomatic: run.approve, recipes: run.approvedRecipes ?? [] },
      progress: (percent, message) => progress(3 + Math.round(percent * 0.93), message),
    });
  } catch (error) {
    if (error instanceof GatesFileError) throw new PermanentTaskError('bad_gates_file', error.message);
    throw error;
  }
}

function doneOf({ run, begun }: Work, done: AutopilotResult, trees: { before: string; after: string }): Done {
  const { cycle: ended, settings, spent } = done;
  const recipes = [...new Set(ended.applied.map(({ recipeId }) => recipeId))];
  const result = resultOf(done, sha256Of);
  const isAttested = ended.mode === 'run' && ended.status === 'completed' && ended.changes.length > 0;
  return {
    ...{ result, patch: ended.patch, undoPatch: ended.undoPatch, recipes },
    ...(ended.changes.length > 0 && { pullRequest: pullRequestInput(ended, run.id) }),
    issues: { before: ended.before.metrics.totalIssues, after: ended.after.metrics.totalIssues },
    reasons: [
      ...done.held,
      ...(ended.error === undefined ? [] : [ended.error]),
      ...ended.dropped.slice(0, 20).map(({ reason }) => reason),
    ],
    learned: ended.mode === 'run' ? learnedOf(done, recipes) : [],
    ...(isAttested && {
      attest: {
        ...{ trees, isRequired: settings.gates.requireAttestation },
        predicate: {
          ...{ runId: run.id, projectId: run.projectId, startedAt: new Date(begun).toISOString() },
          findings: findingsOf(done),
          recipes: builtInRecipes
            .filter(({ id }) => recipes.includes(id))
            .map((recipe) => ({ id: recipe.id, version: recipe.version, digest: { sha256: recipeDigest(recipe) } })),
          metrics: { before: { ...ended.before.metrics }, after: { ...ended.after.metrics } },
          gates: ended.gates.map(({ gate, limit, actual, passed }) => ({ gate, limit, actual, passed })),
          budget: { limits: settings.budget, spent },
          approval: approvalOf(run, ended.decisions, recipes),
          patch: { sha256: sha256Of(ended.patch) },
        },
      },
    }),
  };
}

/** Of the recipes that acted, which a person approved, and how. */
function approvalOf(
  { approvedRecipes = [] }: StoredRun,
  decisions: readonly ExplainedDecision[],
  acted: readonly string[],
): RunPredicate['approval'] {
  const recipes = decisions
    .filter(({ choice }) => choice.isApproved && acted.includes(choice.recipeId))
    .map(({ choice }) => choice.recipeId);
  if (recipes.length === 0) return { kind: 'not-needed', recipes };
  return { kind: recipes.some((id) => approvedRecipes.includes(id)) ? 'by-name' : 'automatic', recipes };
}

function findingsOf({ cycle: { applied, before } }: AutopilotResult) {
  const issues = new Map(before.issues.map((issue) => [issue.id, issue]));
  return applied.flatMap(({ recipeId, resolved }) =>
    resolved.flatMap((id) => {
      const issue = issues.get(id);
      return issue ? [{ id, ruleId: issue.ruleId, file: issue.file, recipeId }] : [];
    }),
  );
}

/** A recipe whose fix is worse than nothing has failed, whatever its other fixes are; what did not fit says nothing of it. */
function learnedOf({ cycle: { dropped } }: AutopilotResult, applied: readonly string[]): Done['learned'] {
  const failed = new Set(dropped.filter(({ why }) => why === 'alone').map(({ recipeId }) => recipeId));
  return [
    ...[...failed].map((recipeId) => ({ recipeId, outcome: 'rolled-back' as const })),
    ...applied.filter((id) => !failed.has(id)).map((recipeId) => ({ recipeId, outcome: 'verified' as const })),
  ];
}
