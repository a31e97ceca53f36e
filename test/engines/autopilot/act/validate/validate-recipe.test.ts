import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { validateRecipe } from '../../../../../engines/autopilot/act/validate/validate-recipe.ts';
import { recipeFolders } from '../../recipes/fixture.ts';

const grep = { type: 'ast-grep', rule: { pattern: 'a($X)' }, fix: 'b($X)' };

const valid = {
  ...{ id: 'my-recipe', version: '1.0.0', name: 'Mine', description: 'Calls b instead of a.' },
  ...{ confidence: 0.8, priority: 10, risk: 'low', tags: ['mine'] },
  condition: { type: 'threshold', rules: [{ metric: 'lint', operator: '>', value: 0 }] },
  actions: [grep],
};

function problemsOf(recipe: unknown): string[] {
  const validated = validateRecipe(typeof recipe === 'string' ? recipe : JSON.stringify(recipe));
  return validated.ok ? [] : validated.errors.map(({ path, message, hint }) => `${path}: ${message} ${hint}`);
}

const problemsOfAction = (action: unknown) => problemsOf({ ...valid, actions: [action] });

test('a recipe without faults comes out with its defaults', () => {
  const validated = validateRecipe(JSON.stringify(valid));
  expect(validated).toMatchObject({ ok: true, recipe: { id: 'my-recipe', trust: 0.5, resolves: [], guards: [] } });
});

test.each(recipeFolders)('the recipe %s is valid', (id) => {
  const path = join(import.meta.dirname, '../../../../../engines/autopilot/recipes', id, 'recipe.json');
  expect(validateRecipe(readFileSync(path, 'utf8'), { isOurs: true })).toMatchObject({ ok: true });
});

describe('text that is no recipe is told where and why:', () => {
  test.each([
    ['no JSON', '{"id": }', /^: It is not JSON: Unexpected token/],
    ['nothing', '', /^: It is not JSON/],
    ['too long a text', JSON.stringify('a'.repeat(200_000)), /^: A recipe has at most 200000 characters/],
    ['too deep a text', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, /^: It is nested too deeply/],
    ['no object', '[]', /^: `recipe` is of the wrong type/],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(expected)]);
  });
});

describe('a fault of the form is told with what was probably meant:', () => {
  test.each([
    [
      'an unknown field',
      { ...valid, priorty: 1 },
      'priorty: There is no field `priorty` here. Did you mean `priority`?',
    ],
    [
      'an unknown action',
      { ...valid, actions: [{ type: 'astgrep' }] },
      'actions[0].type: There is no action `"astgrep"`. Did you mean `ast-grep`?',
    ],
    [
      'an unknown field of an action',
      { ...valid, actions: [{ ...grep, constraint: {} }] },
      'actions[0].constraint: There is no field `constraint` here. Did you mean `constraints`?',
    ],
    [
      'an unknown metric',
      { ...valid, condition: { type: 'all', rules: [{ metric: 'linting', operator: '>', value: 0 }] } },
      'condition.rules[0].metric: `"linting"` is not allowed here. Did you mean `lint`?',
    ],
    [
      'a version that is none',
      { ...valid, version: '1' },
      'version: The text does not have the right form. Three numbers, e.g. `1.0.0`.',
    ],
    ['a missing field', { ...valid, name: undefined }, 'name: `name` is missing. Add it; it is of type string.'],
    ['a missing choice', { ...valid, risk: undefined }, 'risk: `risk` is missing. There are: low, medium, high.'],
    [
      'a confidence above one',
      { ...valid, confidence: 2 },
      'confidence: Too big: expected number to be <=1. Bring the value within these limits.',
    ],
  ])('%s', (_, recipe, expected) => {
    expect(problemsOf(recipe)).toEqual([expected]);
  });
});

describe('a fault of an ast-grep action is told:', () => {
  test.each([
    [
      'an unknown field of the rule',
      { ...grep, rule: { patern: 'a($X)' } },
      /^actions\[0\]\.rule: ast-grep refuses the rule for ts: unknown field `patern`.* Did you mean `pattern`\?$/,
    ],
    ['an unknown kind', { ...grep, rule: { kind: 'nope', pattern: '$X' } }, /Kind `nope` is invalid/],
    [
      'a pattern that is no code',
      { ...grep, rule: { pattern: 'a(($X' } },
      /^actions\[0\]\.rule\.pattern: The pattern is not valid syntax of ts\./,
    ],
    ['a pattern of two statements', { ...grep, rule: { pattern: 'a($X); b' } }, /Multiple AST nodes are detected/],
    ['a regular expression that is none', { ...grep, rule: { pattern: 'a($X)', regex: '(' } }, /regex parse error/],
    ['a constraint on nothing', { ...grep, constraints: { Y: { regex: 'a' } } }, /Undefined meta var `Y`/],
    [
      'a transform of nothing',
      { ...grep, transform: { Y: { substring: { source: '$Z' } } } },
      /Undefined meta var `Z`/,
    ],
    [
      'a variable that nothing binds',
      { ...grep, fix: 'b($Y)' },
      /^actions\[0\]\.fix: The fix uses `\$Y`, which the rule does not bind\. Did you mean `X`\?$/,
    ],
    [
      'a variable of what must not be there',
      { ...grep, rule: { pattern: 'a()', not: { has: { pattern: '$X' } } } },
      /^actions\[0\]\.fix: The fix uses `\$X`/,
    ],
    [
      'a search through all siblings',
      { ...grep, rule: { pattern: 'a($X)', follows: { kind: 'comment', stopBy: 'end' } } },
      /could look at all of a file again/,
    ],
    [
      'a search through all of the file',
      {
        ...grep,
        rule: { pattern: 'a($X)', inside: { kind: 'program', stopBy: 'end', has: { kind: 'class', stopBy: 'end' } } },
      },
      /could look at all of a file again/,
    ],
  ])('%s', (_, action, expected) => {
    expect(problemsOfAction(action)).toEqual([expect.stringMatching(expected)]);
  });
});

describe('a fault of another action is told:', () => {
  const edit = { type: 'json-edit', files: ['a.json'], edits: [{ pointer: '/a', op: 'set', value: 1 }] };
  const text = { type: 'text-edit', files: ['a.txt'], find: 'a', replace: 'b' };
  test.each([
    [
      'an unknown rule',
      { type: 'oxlint-fix', rules: ['eslint/no-useless-renam'] },
      'actions[0].rules[0]: The linter has no rule `eslint/no-useless-renam`. Did you mean `eslint/no-useless-rename`?',
    ],
    [
      'a rule without a safe fix',
      { type: 'oxlint-fix', rules: ['eslint/eqeqeq'] },
      'actions[0].rules[0]: The rule `eslint/eqeqeq` has only fixes that may change what the code does. Take a rule whose fix is safe, or describe the edit with `ast-grep`.',
    ],
    [
      'a rule without a fix',
      { type: 'oxlint-fix', rules: ['eslint/no-eval'] },
      'actions[0].rules[0]: The rule `eslint/no-eval` has no fix. Take a rule whose fix is safe, or describe the edit with `ast-grep`.',
    ],
    [
      'a transformation of ours',
      { type: 'built-in', name: 'dead-code' },
      'actions[0].type: A built-in action is only for recipes of ODAVL. Say what you mean with `ast-grep`, `oxlint-fix`, `json-edit` or `text-edit`.',
    ],
    [
      'a glob out of the repository',
      { ...edit, files: ['../a.json'] },
      'actions[0].files[0]: A glob is relative to the root of the repository, with slashes. Write e.g. `src/**/*.json`.',
    ],
    [
      'a glob that is not closed',
      { ...edit, files: ['{a,b.json'] },
      'actions[0].files[0]: That is no glob. Use `*`, `**`, `?`, `{a,b}` and `[a-z]`, with every bracket closed.',
    ],
    [
      'a glob that takes for ever',
      { ...edit, files: ['+(+(+(a)))b'] },
      'actions[0].files[0]: That is no glob. Use `*`, `**`, `?`, `{a,b}` and `[a-z]`, with every bracket closed.',
    ],
    [
      'a pointer to nowhere',
      { ...edit, edits: [{ pointer: 'a/b', op: 'remove' }] },
      'actions[0].edits[0].pointer: `a/b` points nowhere. A JSON pointer begins with `/`; `~` is written `~0`, and `/` in a name `~1`.',
    ],
    [
      'nothing to set',
      { ...edit, edits: [{ pointer: '/a', op: 'set' }] },
      'actions[0].edits[0].value: `set` needs a value. Add `value`.',
    ],
    [
      'a replacement that never ends',
      { ...text, replace: 'aa' },
      'actions[0].replace: The replacement holds the text that is looked for, so it never ends. Find more of the text around it, so that the replacement does not match again.',
    ],
  ])('%s', (_, action, expected) => {
    expect(problemsOfAction(action)).toEqual([expected]);
  });
});

test('a built-in transformation that there is not is told to us', () => {
  const recipe = { ...valid, actions: [{ type: 'built-in', name: 'dead-coda' }] };
  const validated = validateRecipe(JSON.stringify(recipe), { isOurs: true });
  expect(validated).toMatchObject({
    ok: false,
    errors: [{ path: 'actions[0].name', hint: 'Did you mean `dead-code`?' }],
  });
});
