import type { Severity } from '../../issue.ts';
import { type RuleGroup, ruleGroups } from './rule-groups.ts';

/** One rule of oxlint as this detector judges it. */
export interface LintRule {
  /** As oxlint's configuration has it: `unicorn/no-thenable`; without a slash it is one of eslint's. */
  readonly name: string;
  readonly ruleId: string;
  readonly options?: readonly unknown[];
  readonly severity: Severity;
  readonly category: string;
  readonly confidence: number;
  readonly only?: RuleGroup['only'];
  readonly at?: RuleGroup['at'];
}

const optionsOf: Readonly<Record<string, readonly unknown[]>> = {
  'array-callback-return': [{ allowImplicit: true, checkForEach: false }],
  eqeqeq: ['always', { null: 'ignore' }],
  'no-cond-assign': ['except-parens'],
  'no-constant-condition': [{ checkLoops: 'none' }],
  'no-duplicate-imports': [{ allowSeparateTypeImports: true }],
  'no-empty': [{ allowEmptyCatch: false }],
  'no-unused-expressions': [
    { allowShortCircuit: true, allowTernary: true, allowTaggedTemplates: true, enforceForJSX: false },
  ],
  // The name React has to be in scope for JSX of old; a parameter is often there for those after it.
  'no-unused-vars': [
    { args: 'none', caughtErrors: 'none', ignoreRestSiblings: true, varsIgnorePattern: '^(?:_|React$|h$|Fragment$)' },
  ],
  'no-unstable-nested-components': [{ allowAsProps: true }],
  'prefer-const': [{ destructuring: 'all', ignoreReadBeforeAssign: true }],
};

/** THE table of what is looked for, by the rows of `ruleGroups`. */
export const lintRules: readonly LintRule[] = ruleGroups.flatMap(({ rules, ...row }) =>
  rules.split(/\s+/).flatMap((name) => {
    if (name === '') return [];
    const ruleId = name.split('/').at(-1) ?? name;
    const options = optionsOf[ruleId];
    return [{ name, ruleId, ...(options && { options }), ...row }];
  }),
);
