import type { Recipe } from '../recipe.ts';
import type { Trust } from '../trust/trust.ts';

/** A recipe with what its organization thinks of it now. */
export interface Candidate {
  readonly recipe: Recipe;
  readonly trust: Trust;
}

/**
 * Why a person is asked:
 * - `known`: trust and confidence are .6 or more, but not enough to go without;
 * - `unproven`: less than that, e.g. a recipe that never ran;
 * - `probation`: it was blacklisted, and has not succeeded since;
 * - `policy`: a rule of the organization says so.
 */
export type ReviewKind = 'known' | 'unproven' | 'probation' | 'policy';

export interface Choice {
  readonly recipeId: string;
  readonly decision: 'execute' | 'review' | 'skip';
  /** Of a review. */
  readonly review?: ReviewKind;
  /** Whether it is carried out: executed, or reviewed and approved. */
  readonly isIncluded: boolean;
  /** Whether a person approved it. */
  readonly isApproved: boolean;
  /** Predicted. */
  readonly trust: number;
  readonly confidence: number;
  /** How many issues there are that it says to resolve. */
  readonly issues: number;
  /** Files that a policy keeps it from. */
  readonly deniedPaths: readonly string[];
  /** In plain words; never empty. */
  readonly reasons: readonly string[];
}

/** What the client approved beforehand. */
export interface Approval {
  /** `autoApprove`: what is `known` or `unproven`. Probation and policy ask for the name of the recipe. */
  readonly isAutomatic: boolean;
  /** `approve`: recipes by name, for every kind of review. */
  readonly recipes: readonly string[];
}

export const noApproval: Approval = { isAutomatic: false, recipes: [] };
