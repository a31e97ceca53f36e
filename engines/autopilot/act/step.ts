import { setImmediate } from 'node:timers/promises';
import type { Program } from '../../insight/native/oxlint.ts';
import type { Action, Recipe } from '../recipe.ts';
import type { TextFile } from './act.ts';
import { astGrepEditor } from './ast-grep/ast-grep-editor.ts';
import { builtInEditor } from './built-in/built-in-editor.ts';
import { jsonEditor } from './json-edit/json-editor.ts';
import { fixWithOxlint } from './oxlint/fix-with-oxlint.ts';
import { type Suppression, suppressionFor } from './suppressed.ts';
import { textEditor } from './text-editor.ts';

export interface StepRun {
  /** Is told of a file that the step has something to do in, but cannot. */
  readonly skip: (path: string, reason: string) => void;
  readonly signal: AbortSignal;
}

/** One action of a recipe: gives back all files, edited or not. */
export type Step = (files: readonly TextFile[], run: StepRun) => Promise<TextFile[]>;

/** An action that looks at nothing but the file. Gives the text as it is to be. */
export type Editor = (file: TextFile, skip: StepRun['skip']) => string;

/** Where the programs are that actions need. */
export interface Programs {
  readonly oxlint: Program;
}

/** @throws RecipeError for an action that cannot be carried out at all */
export function stepsOf(recipe: Recipe, programs: Programs): Step[] {
  const steps: Step[] = [];
  const suppression = suppressionFor(recipe);
  let editors: Editor[] = [];
  for (const action of recipe.actions) {
    if (action.type === 'oxlint-fix') {
      steps.push(eachFile(editors), (files, run) =>
        fixWithOxlint(programs.oxlint, action, files, { ...run, suppression }),
      );
      editors = [];
    } else editors.push(editorOf(action, suppression));
  }
  return [...steps, eachFile(editors)];
}

function editorOf(action: Exclude<Action, { type: 'oxlint-fix' }>, suppression: Suppression): Editor {
  switch (action.type) {
    case 'ast-grep':
      return astGrepEditor(action, suppression);
    case 'json-edit':
      return jsonEditor(action, suppression);
    case 'text-edit':
      return textEditor(action, suppression);
    case 'built-in':
      return builtInEditor(action, suppression);
  }
}

/** So many files are edited before others get their turn. */
const filesInARow = 16;

/** All actions of one file before the next, so that it is parsed as seldom as can be. */
function eachFile(editors: readonly Editor[]): Step {
  return async (files, { skip, signal }) => {
    if (editors.length === 0) return [...files];
    const edited: TextFile[] = [];
    for (const [index, { path, text }] of files.entries()) {
      if (index % filesInARow === 0) {
        await setImmediate();
        signal.throwIfAborted();
      }
      edited.push(editors.reduce<TextFile>((file, edit) => ({ path, text: edit(file, skip) }), { path, text }));
    }
    return edited;
  };
}
