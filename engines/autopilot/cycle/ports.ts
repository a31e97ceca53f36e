import type { Act } from '../act/act.ts';
import type { Metric, Metrics, Recipe } from '../recipe.ts';
import type { Observation, Observe } from './observation.ts';

/** What is to become of one recipe, and why. Whoever decides may say more; it comes back in the result. */
export interface Decision {
  readonly recipe: Recipe;
  readonly verdict: 'execute' | 'review' | 'skip';
}

/** What one recipe does to one file: a fix. */
export interface PlannedEdit {
  readonly recipeId: string;
  readonly path: string;
  /** Taken away and added together. */
  readonly changedLines: number;
}

export interface Admission {
  readonly accepted: readonly PlannedEdit[];
  readonly rejected: readonly { readonly edit: PlannedEdit; readonly reason: string }[];
}

export interface GateResult {
  readonly gate: string;
  readonly passed: boolean;
  readonly explanation: string;
}

export interface Outcome {
  readonly before: Metrics;
  readonly after: Metrics;
  readonly guards: readonly Metric[];
  readonly edits: readonly PlannedEdit[];
}

/** What a cycle is given by others, so that it knows no policy of its own. */
export interface CyclePorts<Decided extends Decision = Decision, Gate extends GateResult = GateResult> {
  readonly observe: Observe;
  /** In the order in which the recipes are to be applied. Only those to `execute` are. */
  readonly decide: (
    observation: Observation,
    recipes: readonly Recipe[],
  ) => readonly Decided[] | Promise<readonly Decided[]>;
  readonly act: Act;
  /** Why a file must not be touched. A path for which it throws is not touched either. */
  readonly whyProtected: (path: string) => string | undefined;
  /** Which fixes fit the budget of files, lines and risk; asked again for every set that is tried. */
  readonly admit: (edits: readonly PlannedEdit[]) => Admission | Promise<Admission>;
  /** What has to hold for the result. One that does not pass takes everything back. */
  readonly checkGates: (outcome: Outcome) => readonly Gate[] | Promise<readonly Gate[]>;
  readonly now: () => Date;
}

export interface CycleLimits {
  /** Observations of changed trees, each as long as an analysis. */
  readonly maxVerifications: number;
  /** Files whose text is in memory at a time, and at most 16 MB of it, while recipes look for something to do. */
  readonly batchFiles: number;
  /** Of the tree, beside what belongs to dependencies. */
  readonly maxFiles: number;
  readonly maxTotalBytes: number;
}

export const defaultCycleLimits: CycleLimits = {
  maxVerifications: 24,
  batchFiles: 1_000,
  maxFiles: 50_000,
  maxTotalBytes: 2 * 1_024 ** 3,
};
