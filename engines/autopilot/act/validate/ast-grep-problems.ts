import { parse } from '@ast-grep/napi';
import type * as z from 'zod';
import type { AstGrepAction } from '../../recipe.ts';
import { configOf, grammars, type RuleConfig } from '../ast-grep/grammar.ts';
import { variablesIn } from '../ast-grep/template.ts';
import { suggestion } from './nearest.ts';
import { type Path, pathText, type RecipeProblem } from './problem.ts';
import { fieldsIn, isUnbounded } from './rule-tree.ts';

type AstGrep = z.infer<typeof AstGrepAction>;

/** What ast-grep, and we, have against a rule and its fix. */
export function astGrepProblems(action: AstGrep, path: Path): RecipeProblem[] {
  const configs = [
    { key: 'rule', config: configOf(action) },
    ...(action.where ? [{ key: 'where', config: { rule: action.where } }] : []),
    ...(action.unless ? [{ key: 'unless', config: { rule: action.unless } }] : []),
  ];
  const refused = configs.flatMap(({ key, config }) => refusals(config, action.languages, [...path, key]));
  // What ast-grep does not read says nothing of the rest.
  if (refused.length > 0) return refused;
  const patterns = ['rule', 'where', 'unless', 'constraints'].flatMap((key) =>
    brokenPatterns(Reflect.get(action, key), action.languages, [...path, key]),
  );
  const slow = ['rule', 'constraints'].flatMap((key) =>
    isUnbounded(Reflect.get(action, key)) ? [slowProblem([...path, key])] : [],
  );
  return [...patterns, ...slow, ...unboundVariables(action, path)];
}

/** ast-grep looks at a rule only when it searches, and its kinds of nodes are not the same in all languages. */
function refusals(config: RuleConfig, languages: AstGrep['languages'], path: Path): RecipeProblem[] {
  for (const language of languages) {
    try {
      parse(grammars[language], '').root().findAll(config);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return [
        {
          path: pathText(path),
          message: `ast-grep refuses the rule for ${language}: ${oneLine(message)}`,
          hint: hintFor(message),
        },
      ];
    }
  }
  return [];
}

const oneLine = (message: string) =>
  message
    .replace(/\s*\|->|\s+/g, ' ')
    .trim()
    .slice(0, 300);

function hintFor(message: string): string {
  const unknown = /unknown field `([^`]*)`, expected one of (.*)/.exec(message);
  if (unknown)
    return suggestion(
      unknown[1] ?? '',
      [...(unknown[2] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''),
    );
  if (message.includes('invalid kind'))
    return 'Name a kind of the tree-sitter grammar of each language, or take `languages` that have it.';
  if (message.includes('Multiple AST nodes'))
    return 'A pattern is one node; for others give an object with `context` and `selector`.';
  if (message.includes('Undefined meta var')) return 'Bind the variable in a pattern of the rule.';
  if (message.includes('positive matcher')) return 'Give at least one of `pattern`, `kind` and `regex`.';
  if (message.includes('regex'))
    return 'Write the regular expression as the regex library of Rust has it: no look-around, no backreferences.';
  return 'See the reference of ast-grep for rules.';
}

/** What ast-grep takes in silence, and then never finds: a pattern that is not code. */
function brokenPatterns(rule: unknown, languages: AstGrep['languages'], path: Path): RecipeProblem[] {
  return fieldsIn(rule, path)
    .filter(({ key }) => key === 'pattern')
    .flatMap(({ value, path: at }) => {
      const context = typeof value === 'object' && value !== null ? Reflect.get(value, 'context') : value;
      if (typeof context !== 'string') return [];
      const broken = languages.find((each) => hasError(context, each));
      if (broken === undefined) return [];
      const hint = 'Write a whole piece of code, with `$NAME` for one node and `$$$NAME` for several.';
      return [{ path: pathText(at), message: `The pattern is not valid syntax of ${broken}.`, hint }];
    });
}

function hasError(pattern: string, language: AstGrep['languages'][number]): boolean {
  const root = parse(grammars[language], pattern).root();
  return root.is('ERROR') || root.has({ rule: { kind: 'ERROR' } });
}

function unboundVariables({ rule, constraints, transform, fix }: AstGrep, path: Path): RecipeProblem[] {
  const patterns = [rule, constraints].flatMap((each) => fieldsIn(each, []));
  // What must not be there binds nothing.
  const binding = patterns.filter(({ key, path: at }) => /^(?:pattern|context)$/.test(key) && !at.includes('not'));
  const texts = binding.map(({ value }) => value);
  const bound = new Set(texts.flatMap((text) => (typeof text === 'string' ? variablesIn(text) : [])));
  for (const name of Object.keys(transform ?? {})) bound.add(name);
  const template = typeof fix === 'string' ? fix : fix.template;
  return [...new Set(variablesIn(template))]
    .filter((name) => !bound.has(name))
    .map((name) => ({
      ...{ path: pathText([...path, 'fix']), message: `The fix uses \`$${name}\`, which the rule does not bind.` },
      hint: bound.size > 0 ? suggestion(name, [...bound].toSorted()) : 'Bind it in a pattern of the rule.',
    }));
}

const slowProblem = (path: Path): RecipeProblem => ({
  ...{ path: pathText(path), message: 'The rule could look at all of a file again for everything that it matches.' },
  hint: 'Ask what holds for the whole file in `where` or `unless`, and keep `stopBy: end` to one level.',
});
