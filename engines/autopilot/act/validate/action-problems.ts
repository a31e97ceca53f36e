import picomatch from 'picomatch';
import type { Action } from '../../recipe.ts';
import { keysOf } from '../json-edit/pointer.ts';
import { fixOf, linterRules } from '../oxlint/safe-fixes.ts';
import { astGrepProblems } from './ast-grep-problems.ts';
import { suggestion } from './nearest.ts';
import { type Path, pathText, type RecipeProblem } from './problem.ts';

/** What no schema says of an action. */
export function actionProblems(action: Action, path: Path): RecipeProblem[] {
  switch (action.type) {
    case 'ast-grep':
      return astGrepProblems(action, path);
    case 'oxlint-fix':
      return action.rules.flatMap((rule, index) => linterProblem(rule, [...path, 'rules', index]));
    case 'json-edit':
      return [
        ...globProblems(action.files, path),
        ...action.edits.flatMap((edit, index) => editProblems(edit, [...path, 'edits', index])),
      ];
    case 'text-edit':
      return [...globProblems(action.files, path), ...textProblems(action, path)];
    case 'built-in':
      return [
        {
          ...{ path: pathText([...path, 'type']), message: 'A built-in action is only for recipes of ODAVL.' },
          hint: 'Say what you mean with `ast-grep`, `oxlint-fix`, `json-edit` or `text-edit`.',
        },
      ];
  }
}

const reasons = {
  unsafe: 'has only fixes that may change what the code does',
  none: 'has no fix',
  types: 'needs the types of the whole project',
} as const;

function linterProblem(rule: string, path: Path): RecipeProblem[] {
  const fix = fixOf(rule);
  if (fix === 'safe') return [];
  if (fix !== undefined) {
    const hint = 'Take a rule whose fix is safe, or describe the edit with `ast-grep`.';
    return [{ path: pathText(path), message: `The rule \`${rule}\` ${reasons[fix]}.`, hint }];
  }
  return [
    { path: pathText(path), message: `The linter has no rule \`${rule}\`.`, hint: suggestion(rule, linterRules) },
  ];
}

const longestGlob = 300;

function globProblems(globs: readonly string[], path: Path): RecipeProblem[] {
  return globs.flatMap((glob, index) => {
    const at = pathText([...path, 'files', index]);
    if (/^(?:\/|[A-Za-z]:|\.\.?\/)|\\|(?:^|\/)\.\.(?:\/|$)/.test(glob))
      return [
        {
          path: at,
          message: 'A glob is relative to the root of the repository, with slashes.',
          hint: 'Write e.g. `src/**/*.json`.',
        },
      ];
    // Groups in groups take a time that doubles with each.
    if (glob.length > longestGlob || /[@!?*+]\(/.test(glob) || !isGlob(glob))
      return [
        {
          path: at,
          message: 'That is no glob.',
          hint: 'Use `*`, `**`, `?`, `{a,b}` and `[a-z]`, with every bracket closed.',
        },
      ];
    return [];
  });
}

function isGlob(glob: string): boolean {
  if (glob.trim() === '' || !isBalanced(glob, '[', ']') || !isBalanced(glob, '{', '}')) return false;
  try {
    picomatch(glob);
    return true;
  } catch {
    return false;
  }
}

const isBalanced = (text: string, open: string, close: string) => text.split(open).length === text.split(close).length;

function editProblems(
  { pointer, op, value }: { pointer: string; op: string; value?: unknown },
  path: Path,
): RecipeProblem[] {
  const problems: RecipeProblem[] = [];
  if (keysOf(pointer) === undefined)
    problems.push({
      path: pathText([...path, 'pointer']),
      message: `\`${pointer}\` points nowhere.`,
      hint: 'A JSON pointer begins with `/`; `~` is written `~0`, and `/` in a name `~1`.',
    });
  if (pointer.endsWith('/-'))
    problems.push({
      ...{
        path: pathText([...path, 'pointer']),
        message: 'An item that is added at the end is added again every time.',
      },
      hint: 'Set the whole list, or a member of an object.',
    });
  if (pointer === '' && op === 'remove')
    problems.push({
      path: pathText([...path, 'pointer']),
      message: 'A whole file cannot be removed.',
      hint: 'Point to a value in it.',
    });
  if (op === 'set' && value === undefined)
    problems.push({ path: pathText([...path, 'value']), message: '`set` needs a value.', hint: 'Add `value`.' });
  return problems;
}

function textProblems({ find, replace }: { find: string; replace: string }, path: Path): RecipeProblem[] {
  if (find === replace)
    return [
      {
        path: pathText([...path, 'replace']),
        message: 'The replacement is the same text.',
        hint: 'Say what it should become.',
      },
    ];
  if (!replace.includes(find)) return [];
  const hint = 'Find more of the text around it, so that the replacement does not match again.';
  return [
    {
      path: pathText([...path, 'replace']),
      message: 'The replacement holds the text that is looked for, so it never ends.',
      hint,
    },
  ];
}
