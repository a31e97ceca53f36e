import { setImmediate } from 'node:timers/promises';
import type { Recipe } from '../recipe.ts';
import type { Act, TextChange, TextFile } from './act.ts';
import { sizeObstacleIn, syntaxObstacleIn } from './parses.ts';
import { type Programs, type Step, stepsOf } from './step.ts';

/** A file that a recipe leaves as it is although it has something to do there. */
export interface Skip {
  readonly path: string;
  readonly reason: string;
}

export interface ActOptions extends Programs {
  /** Is told of every file that is left alone for another reason than that there is nothing to do. */
  readonly skipped?: (skip: Skip, recipe: Recipe) => void;
}

/** One edit makes room for another, e.g. in nested code. What still changes after so many rounds never settles. */
const maxRounds = 20;

/**
 * Carries recipes out. Every file is edited until nothing is left to do, so that a second run of the same recipe changes nothing.
 * A change after which the file does not parse, or never settles, is dropped; `skipped` is told.
 */
export function createAct({ skipped = () => undefined, ...programs }: ActOptions): Act {
  return async (recipe, files, signal) => {
    const skip = (path: string, reason: string) => skipped({ path, reason }, recipe);
    const changed = await settle(stepsOf(recipe, programs), files, { skip, signal });
    const before = new Map(files.map((file) => [file.path, file.text]));
    return changed
      .flatMap(({ path, text }): TextChange[] => {
        const original = before.get(path);
        return original === undefined || original === text ? [] : [{ path, before: original, after: text }];
      })
      .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  };
}

interface Settling {
  readonly skip: (path: string, reason: string) => void;
  readonly signal: AbortSignal;
}

async function settle(steps: readonly Step[], files: readonly TextFile[], how: Settling): Promise<TextFile[]> {
  const settled: TextFile[] = [];
  let pending = files.filter((file) => isKept(file.path, sizeObstacleIn(file.text), how));
  for (let round = 0; pending.length > 0; round += 1) {
    const before = new Map(pending.map((file) => [file.path, file.text]));
    const edited = await runSteps(steps, pending, how);
    const changed = edited.filter(({ path, text }) => before.get(path) !== text);
    settled.push(...edited.filter((file) => !changed.includes(file)));
    pending = changed.filter((file) => isKept(file.path, reasonAgainst(file, before.get(file.path) ?? '', round), how));
  }
  return settled;
}

function isKept(path: string, reason: string | undefined, { skip }: Settling): boolean {
  if (reason) skip(path, reason);
  return reason === undefined;
}

/** What could not be parsed before is nothing to edit, and what could be must be so after it. */
function reasonAgainst({ path, text }: TextFile, before: string, round: number): string | undefined {
  if (round + 1 >= maxRounds) return 'It never settles: every round of edits asks for another.';
  const unfit = round === 0 ? syntaxObstacleIn(path, before) : undefined;
  if (unfit) return unfit;
  const broken = syntaxObstacleIn(path, text);
  return broken && `The change was dropped. ${broken}`;
}

async function runSteps(steps: readonly Step[], files: readonly TextFile[], how: Settling): Promise<TextFile[]> {
  let current = [...files];
  for (const step of steps) {
    // Others must get their turn, and a cancellation must be heard, in a long list of files.
    await setImmediate();
    how.signal.throwIfAborted();
    current = await step(current, how);
  }
  return current;
}
