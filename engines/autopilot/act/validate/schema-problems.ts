import type * as z from 'zod';
import {
  AstGrepAction,
  BuiltInAction,
  Condition,
  ConditionRule,
  JsonEditAction,
  OxlintAction,
  Recipe,
  TextEditAction,
} from '../../recipe.ts';
import { suggestion } from './nearest.ts';
import { type Path, pathText, type RecipeProblem } from './problem.ts';

type Issue = z.core.$ZodIssue;

const actions = [AstGrepAction, OxlintAction, JsonEditAction, TextEditAction, BuiltInAction];
const actionTypes: ReadonlyMap<string, readonly string[]> = new Map(
  actions.map((each) => [each.shape.type.value, Object.keys(each.shape)]),
);

/** What the schema has against a recipe, in words. */
export function schemaProblems(error: z.ZodError, value: unknown): RecipeProblem[] {
  return error.issues.flatMap((issue) => problemsOf(issue, value));
}

function problemsOf(issue: Issue, value: unknown, outer: Path = []): RecipeProblem[] {
  const path: Path = [...outer, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  const at = pathText(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: pathText([...path, key]),
        message: `There is no field \`${key}\` here.`,
        hint: suggestion(key, fieldsAt(path, value)),
      }));
    case 'invalid_union':
      return [unionProblem(issue, path, value)];
    case 'invalid_type':
      return [missingOrWrong(issue, path, value)];
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      const given = valueAt(value, path);
      if (given === undefined)
        return [{ path: at, message: `\`${path.at(-1)}\` is missing.`, hint: suggestion('', allowed) }];
      return [{ path: at, message: `${quoted(given)} is not allowed here.`, hint: suggestion(String(given), allowed) }];
    }
    case 'invalid_format':
      return [{ path: at, message: 'The text does not have the right form.', hint: formHint(path, issue) }];
    default:
      return [{ path: at, message: `${issue.message}.`, hint: 'Bring the value within these limits.' }];
  }
}

function unionProblem(issue: Issue & { code: 'invalid_union' }, path: Path, value: unknown): RecipeProblem {
  const type = valueAt(value, [...path.slice(0, 2), 'type']);
  if (path[0] === 'actions' && path.length <= 3 && !actionTypes.has(String(type))) {
    const hint = suggestion(String(type ?? ''), [...actionTypes.keys()]);
    return { path: pathText([...path.slice(0, 2), 'type']), message: `There is no action ${quoted(type)}.`, hint };
  }
  const messages = issue.errors.flat().map(({ message }) => message);
  return {
    ...{ path: pathText(path), message: 'The value has none of the forms that it may have.' },
    hint: `Each form has something against it: ${[...new Set(messages)].join('; ') || issue.message}.`,
  };
}

function missingOrWrong(issue: Issue & { code: 'invalid_type' }, path: Path, value: unknown): RecipeProblem {
  const name = path.at(-1) ?? 'recipe';
  if (valueAt(value, path) === undefined)
    return {
      path: pathText(path),
      message: `\`${name}\` is missing.`,
      hint: `Add it; it is of type ${issue.expected}.`,
    };
  return {
    ...{ path: pathText(path), message: `\`${name}\` is of the wrong type.` },
    hint: `It has to be of type ${issue.expected}.`,
  };
}

const forms: Readonly<Record<string, string>> = {
  id: 'Lower case letters, digits and hyphens, beginning with a letter, e.g. `remove-debugger`.',
  version: 'Three numbers, e.g. `1.0.0`.',
  tags: 'Lower case letters, digits and hyphens, beginning with a letter.',
  rules: '`plugin/rule`, e.g. `eslint/no-useless-rename`.',
};

const formHint = (path: Path, issue: Issue) =>
  forms[String(path.findLast((key) => typeof key === 'string'))] ?? `${issue.message}.`;

/** The fields that there are at a place, for one that there is not. */
function fieldsAt(path: Path, value: unknown): readonly string[] {
  const [top, index, field] = path;
  if (top === 'condition') return Object.keys((path.length > 1 ? ConditionRule : Condition).shape);
  if (top !== 'actions' || index === undefined) return Object.keys(Recipe.shape);
  if (field === 'edits') return ['pointer', 'op', 'value'];
  if (field === 'fix') return ['template', 'expandStart', 'expandEnd'];
  return actionTypes.get(String(valueAt(value, [top, index, 'type']))) ?? ['type'];
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

const quoted = (value: unknown) =>
  value === undefined ? 'without a name' : `\`${JSON.stringify(value)?.slice(0, 60)}\``;
