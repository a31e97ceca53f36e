import type { Protection } from './protection.ts';
import type { Budget } from './settings.ts';

/** What one recipe does to one file. Each can be left out alone. */
export interface PlannedEdit {
  readonly recipeId: string;
  readonly path: string;
  /** Taken away and added together, as `git diff --numstat` counts them. */
  readonly changedLines: number;
}

export type BudgetLimit = 'protected' | 'recipes' | 'files' | 'lines-per-file' | 'total-lines';

export interface RejectedEdit<Edit extends PlannedEdit = PlannedEdit> {
  readonly edit: Edit;
  readonly limit: BudgetLimit;
  readonly reason: string;
}

export interface Spent {
  readonly recipes: number;
  readonly files: number;
  readonly totalLines: number;
}

export interface BudgetVerdict<Edit extends PlannedEdit = PlannedEdit> {
  readonly accepted: readonly Edit[];
  readonly rejected: readonly RejectedEdit<Edit>[];
  readonly spent: Spent;
}

/**
 * Takes edits in their order as long as they fit; one that does not fit is rejected, and a smaller one after it may still fit.
 * Lines of a file are those of all recipes together. A file, and a recipe, counts once.
 */
export function spendBudget<Edit extends PlannedEdit>(
  edits: readonly Edit[],
  budget: Budget,
  protection: Protection,
): BudgetVerdict<Edit> {
  const accepted: Edit[] = [];
  const rejected: RejectedEdit<Edit>[] = [];
  const account: Account = { recipes: new Set(), linesOf: new Map(), totalLines: 0 };
  for (const edit of edits) {
    const [limit, reason] = faultOf(edit, budget, account, protection) ?? [];
    if (limit && reason) {
      rejected.push({ edit, limit, reason });
      continue;
    }
    accepted.push(edit);
    account.recipes.add(edit.recipeId);
    account.linesOf.set(edit.path, (account.linesOf.get(edit.path) ?? 0) + edit.changedLines);
    account.totalLines += edit.changedLines;
  }
  const { recipes, linesOf, totalLines } = account;
  return { accepted, rejected, spent: { recipes: recipes.size, files: linesOf.size, totalLines } };
}

interface Account {
  readonly recipes: Set<string>;
  readonly linesOf: Map<string, number>;
  totalLines: number;
}

function faultOf(
  { recipeId, path, changedLines }: PlannedEdit,
  { maxRecipes, maxFiles, maxLinesPerFile, maxTotalLines }: Budget,
  { recipes, linesOf, totalLines }: Account,
  protection: Protection,
): readonly [BudgetLimit, string] | undefined {
  const why = protection.whyProtected(path);
  if (why) return ['protected', `${path} is protected. ${why}`];
  const [inFile, inAll] = [(linesOf.get(path) ?? 0) + changedLines, totalLines + changedLines];
  if (!recipes.has(recipeId) && recipes.size >= maxRecipes) {
    return ['recipes', `${recipeId} would be recipe ${recipes.size + 1} of this cycle; it may have ${maxRecipes}.`];
  }
  if (!linesOf.has(path) && linesOf.size >= maxFiles) {
    return ['files', `${path} would be changed file ${linesOf.size + 1}; a cycle may change ${maxFiles}.`];
  }
  // Written so that a count which is none fails.
  if (!(inFile <= maxLinesPerFile)) {
    return ['lines-per-file', `${path} would have ${inFile} changed lines; a file may have ${maxLinesPerFile}.`];
  }
  if (!(inAll <= maxTotalLines)) {
    return ['total-lines', `With ${path} there would be ${inAll} changed lines; a cycle may have ${maxTotalLines}.`];
  }
  return undefined;
}
