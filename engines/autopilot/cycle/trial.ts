import { syntaxObstacleIn } from '../act/parses.ts';
import type { FileChange } from '../patch/file-change.ts';
import type { Metric, Recipe } from '../recipe.ts';
import { type Composed, composeFiles } from './compose.ts';
import { changeTo, editableOf } from './editable.ts';
import { editsOf } from './find-fixes.ts';
import type { Observation } from './observation.ts';
import type { CyclePorts, PlannedEdit } from './ports.ts';
import { BudgetExhausted } from './probe.ts';
import { readTreeFile, type StoredFile, writeTreeFile } from './tree-file.ts';
import { unparsableViolation, type Verification, type Violation, verify } from './verify.ts';

/** What a set of fixes makes of the tree. */
export interface TriedSet extends Verification {
  readonly composed: readonly Composed[];
  readonly edits: readonly PlannedEdit[];
  readonly after: Observation;
}

export interface TrialSetting {
  /** A private copy, which changes from one try to the next. */
  readonly copy: string;
  readonly before: Observation;
  /** In the order in which they are applied. */
  readonly recipes: readonly Recipe[];
  /** What is known of files with some recipes already, so that it need not be done again. */
  readonly known: readonly Composed[];
  readonly maxVerifications: number;
  readonly signal: AbortSignal;
  readonly progress: (verifications: number) => void;
}

/** Tries sets of fixes on a copy of the tree. What can be seen without Insight is seen first, as that costs nothing. */
export class Trial {
  readonly #ports: Pick<CyclePorts, 'act' | 'observe' | 'admit'>;
  readonly #setting: TrialSetting;
  readonly #originals = new Map<string, StoredFile>();
  readonly #composed = new Map<string, Composed>();
  readonly #written = new Set<string>();
  #verifications = 0;

  constructor(ports: Pick<CyclePorts, 'act' | 'observe' | 'admit'>, setting: TrialSetting) {
    this.#ports = ports;
    this.#setting = setting;
    for (const composed of setting.known) {
      // Recipes that found nothing to do would find nothing without each other.
      const own = setting.recipes.filter((recipe) => composed.steps.some((step) => step.recipe === recipe));
      this.#composed.set(keyOf(composed.path, own), composed);
    }
  }

  get verifications(): number {
    return this.#verifications;
  }

  /** @throws BudgetExhausted when it would have to look at the tree once more than it may */
  async try(edits: readonly PlannedEdit[]): Promise<TriedSet> {
    const composed = await this.compose(edits);
    const made = editsOf(composed);
    const { before } = this.#setting;
    const faults = [...faultsOf(composed), ...(await this.#overBudget(made))];
    const tried = { composed, edits: made };
    if (faults.length > 0) return { ...tried, after: before, violations: faults, resolved: [], added: [] };
    const after = await this.#observe(composed);
    return { ...tried, after, ...verify(before, after, composed, this.guardsOf(made)) };
  }

  /** The files of these fixes as they make them; those that stay as they are are left out. */
  async compose(edits: readonly PlannedEdit[]): Promise<Composed[]> {
    const { recipes, signal } = this.#setting;
    const { act } = this.#ports;
    const byPath = Map.groupBy(edits, ({ path }) => path);
    const wanted = [...byPath].map(([path, own]) => {
      const wanting = recipes.filter(({ id }) => own.some(({ recipeId }) => recipeId === id));
      return { path, recipes: wanting, key: keyOf(path, wanting) };
    });
    const missing = wanted.filter(({ key }) => !this.#composed.has(key));
    const files = missing.map(async (each) => ({ ...each, ...editableOf(each.path, await this.#original(each.path)) }));
    const made = await composeFiles(act, recipes, await Promise.all(files), signal);
    for (const [index, composed] of made.entries()) this.#composed.set(missing[index]?.key ?? '', composed);
    return wanted.flatMap(({ key }) => {
      const composed = this.#composed.get(key);
      return composed && composed.after !== composed.before ? [composed] : [];
    });
  }

  changesOf(composed: readonly Composed[]): Promise<FileChange[]> {
    return Promise.all(composed.map(async ({ path, after }) => changeTo(path, await this.#original(path), after)));
  }

  guardsOf(edits: readonly PlannedEdit[]): Metric[] {
    const used = new Set(edits.map(({ recipeId }) => recipeId));
    return [...new Set(this.#setting.recipes.filter(({ id }) => used.has(id)).flatMap(({ guards }) => guards))];
  }

  async #overBudget(edits: readonly PlannedEdit[]): Promise<Violation[]> {
    const { rejected } = await this.#ports.admit(edits);
    return rejected.map(({ edit, reason }) => ({
      ...{ kind: 'over-budget', message: reason, issues: [], files: [edit.path] },
    }));
  }

  async #observe(composed: readonly Composed[]): Promise<Observation> {
    const { copy, signal, maxVerifications, before } = this.#setting;
    if (composed.length === 0) return before;
    if (this.#verifications >= maxVerifications) throw new BudgetExhausted();
    this.#verifications += 1;
    this.#setting.progress(this.#verifications);
    const kept = new Set(composed.map(({ path }) => path));
    for (const path of this.#written) {
      if (!kept.has(path)) await writeTreeFile(copy, path, await this.#original(path));
    }
    this.#written.clear();
    for (const { path, after } of await this.changesOf(composed)) {
      const { mode } = await this.#original(path);
      this.#written.add(path);
      if (after) await writeTreeFile(copy, path, { content: after, mode });
    }
    return this.#ports.observe(copy, signal);
  }

  /** As it was before anything was tried: it is read before it is first written. */
  async #original(path: string): Promise<StoredFile> {
    const known = this.#originals.get(path) ?? (await readTreeFile(this.#setting.copy, path));
    if (!known) throw new Error(`${path} is gone.`);
    this.#originals.set(path, known);
    return known;
  }
}

const keyOf = (path: string, recipes: readonly Recipe[]) => `${recipes.map(({ id }) => id).join(' ')} ${path}`;

function faultsOf(composed: readonly Composed[]): Violation[] {
  const unsettled = composed.filter(({ isSettled }) => !isSettled).map(({ path }) => path);
  const broken = composed.filter(
    ({ path, before, after }) => syntaxObstacleIn(path, after) && !syntaxObstacleIn(path, before),
  );
  const message = `The same recipes find something to do again and again: ${unsettled.join(', ')}.`;
  return [
    ...(unsettled.length > 0 ? [{ kind: 'not-idempotent' as const, message, issues: [], files: unsettled }] : []),
    ...(broken.length > 0 ? [unparsableViolation(broken.map(({ path }) => path))] : []),
  ];
}
