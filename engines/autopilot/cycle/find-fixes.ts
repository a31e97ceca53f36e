import { openWorkspace } from '../../insight/source/open-workspace.ts';
import type { Act, TextFile } from '../act/act.ts';
import type { Recipe } from '../recipe.ts';
import { type Composed, changedLinesBy, composeFiles } from './compose.ts';
import { editableOf } from './editable.ts';
import type { CyclePorts, PlannedEdit } from './ports.ts';
import { readTreeFile } from './tree-file.ts';

export interface Found {
  /** By recipe, in their order, then by path. */
  readonly edits: readonly PlannedEdit[];
  /** The files that change, with all of these fixes; as many as may be kept in memory. */
  readonly composed: readonly Composed[];
  /** Recipes that could not be carried out, with what went wrong; nothing of them is used. */
  readonly failed: ReadonlyMap<string, string>;
}

export interface Search {
  readonly root: string;
  /** Of the files that may be edited at all, in their order. */
  readonly paths: readonly string[];
  readonly recipes: readonly Recipe[];
  readonly batchFiles: number;
  readonly signal: AbortSignal;
  readonly progress: (done: number, of: number) => void;
}

/**
 * What recipes would change, without keeping any of it: only a batch of files is in memory at a time. Only what Insight
 * reads can be verified, so nothing else is edited.
 */
export async function findFixes(ports: Pick<CyclePorts, 'act' | 'whyProtected'>, search: Search): Promise<Found> {
  const { root, recipes, batchFiles, signal, progress } = search;
  const paths = search.paths.filter((path) => !isUntouchable(ports, path));
  const failed = new Map<string, string>();
  const found: PlannedEdit[] = [];
  const kept: Composed[] = [];
  let room = batchCharacters;
  let done = 0;
  for await (const files of recipes.length > 0 ? batchesOf(root, paths, batchFiles) : []) {
    const changed = await changedIn(ports.act, { files, recipes, failed, signal });
    found.push(...editsOf(changed));
    for (const file of changed) {
      room -= charactersIn(file);
      if (room > 0) kept.push(file);
    }
    done += files.length;
    progress(done, paths.length);
  }
  const order = new Map(recipes.map(({ id }, index) => [id, index]));
  const edits = found
    .filter(({ recipeId }) => !failed.has(recipeId))
    .toSorted((a, b) => (order.get(a.recipeId) ?? 0) - (order.get(b.recipeId) ?? 0) || (a.path < b.path ? -1 : 1));
  return { edits, composed: kept, failed };
}

export function isUntouchable(ports: Pick<CyclePorts, 'whyProtected'>, path: string): boolean {
  return whyUntouchable(ports, path) !== undefined;
}

/** Fails closed. */
export function whyUntouchable({ whyProtected }: Pick<CyclePorts, 'whyProtected'>, path: string): string | undefined {
  try {
    return whyProtected(path);
  } catch {
    // A check that cannot be made is one that was not passed.
    return 'Whether it may be changed cannot be told.';
  }
}

export async function editablePaths(root: string): Promise<string[]> {
  const { files, data } = await openWorkspace(root);
  return [...files, ...data].map(({ path }) => path).toSorted();
}

const charactersIn = ({ before, steps }: Composed) =>
  steps.reduce((sum, { after }) => sum + after.length, before.length);

/** What recipes really did; one may find nothing to do any more when another one was there before it. */
export function editsOf(composed: readonly Composed[]): PlannedEdit[] {
  return composed.flatMap((file) =>
    [...new Set(file.steps.map(({ recipe }) => recipe.id))].map((recipeId) => ({
      ...{ recipeId, path: file.path, changedLines: changedLinesBy(file, recipeId) },
    })),
  );
}

const batchCharacters = 16 * 1_024 ** 2;

export async function* batchesOf(
  root: string,
  paths: readonly string[],
  most: number,
): AsyncGenerator<readonly TextFile[]> {
  let batch: TextFile[] = [];
  let characters = 0;
  for (const path of paths) {
    const file = editableOf(path, await readTreeFile(root, path));
    if (batch.length >= most || (batch.length > 0 && characters + file.text.length > batchCharacters)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(file);
    characters += file.text.length;
  }
  if (batch.length > 0) yield batch;
}

interface Batch extends Pick<Search, 'recipes' | 'signal'> {
  readonly files: readonly TextFile[];
  readonly failed: Map<string, string>;
}

export async function changedIn(act: Act, { files, recipes, failed, signal }: Batch): Promise<Composed[]> {
  for (;;) {
    const usable = recipes.filter(({ id }) => !failed.has(id));
    const known = failed.size;
    const wanted = files.map((file) => ({ ...file, recipes: usable }));
    const composed = await composeFiles(noting(act, failed), usable, wanted, signal);
    if (failed.size > known) continue;
    return composed.filter(({ steps }) => steps.length > 0);
  }
}

/** A recipe that fails changes nothing, and is not asked again; the others go on. */
function noting(act: Act, failed: Map<string, string>): Act {
  return async (recipe, files, signal) => {
    if (failed.has(recipe.id)) return [];
    try {
      return await act(recipe, files, signal);
    } catch (error) {
      signal.throwIfAborted();
      failed.set(recipe.id, error instanceof Error ? error.message : String(error));
      return [];
    }
  };
}
