import type { Severity } from '../../issue.ts';

/** Rules of oxlint that are judged alike. */
export interface RuleGroup {
  readonly severity: Severity;
  readonly category: string;
  /** Per cent of such findings that a maintainer would agree to. */
  readonly confidence: number;
  /** Leaves the others out: there it is often said wrongly. */
  readonly only?: 'react' | 'modules' | 'javascript' | 'no-tests';
  /** Which of several places is the one to name. Default: the first. */
  readonly at?: 'last';
  /** Names, with space between. */
  readonly rules: string;
}

export const ruleGroups: readonly RuleGroup[] = [
  {
    ...{ severity: 'high', category: 'correctness', confidence: 95 },
    rules: `
      constructor-super for-direction getter-return no-class-assign no-const-assign no-func-assign no-import-assign
      no-compare-neg-zero no-invalid-regexp no-new-native-nonconstructor no-obj-calls no-setter-return
      no-this-before-super no-unsafe-finally no-unsafe-negation no-unsafe-optional-chaining use-isnan valid-typeof
      no-loss-of-precision no-unexpected-multiline oxc/bad-char-at-comparison
      oxc/bad-comparison-sequence oxc/bad-min-max-func oxc/bad-object-literal-comparison oxc/number-arg-out-of-range
      oxc/missing-throw oxc/uninvoked-array-callback unicorn/no-invalid-fetch-options
      unicorn/no-invalid-remove-event-listener typescript/no-non-null-asserted-optional-chain promise/no-new-statics
      node/no-exports-assign`,
  },
  {
    ...{ severity: 'high', category: 'correctness', confidence: 95, at: 'last' },
    rules: `
      no-dupe-class-members no-dupe-else-if no-dupe-keys no-duplicate-case typescript/no-duplicate-enum-values
      react/jsx-no-duplicate-props`,
  },
  {
    ...{ severity: 'medium', category: 'correctness', confidence: 90 },
    rules: `
      array-callback-return no-async-promise-executor no-cond-assign no-constant-binary-expression no-constant-condition
      no-constructor-return no-delete-var no-empty-character-class no-ex-assign no-global-assign
      no-misleading-character-class no-nonoctal-decimal-escape no-self-assign no-shadow-restricted-names
      no-sparse-arrays no-unassigned-vars no-unreachable no-useless-backreference no-fallthrough
      oxc/bad-array-method-on-arguments oxc/bad-match-all-arg oxc/bad-replace-all-arg oxc/const-comparisons
      oxc/double-comparisons oxc/erasing-op oxc/misrefactored-assign-op
      unicorn/no-await-in-promise-methods unicorn/no-array-fill-with-reference-type unicorn/no-accessor-recursion
      unicorn/no-negation-in-equality-check typescript/no-confusing-non-null-assertion
      typescript/no-misused-new typescript/no-unsafe-declaration-merging promise/valid-params`,
  },
  {
    ...{ severity: 'medium', category: 'correctness', confidence: 85, only: 'no-tests' },
    rules: 'no-unused-expressions require-yield no-throw-literal prefer-promise-reject-errors',
  },
  {
    ...{ severity: 'medium', category: 'correctness', confidence: 90, only: 'javascript' },
    rules: 'no-redeclare',
  },
  {
    ...{ severity: 'high', category: 'react', confidence: 85, only: 'react' },
    rules: `
      react/rules-of-hooks react/no-direct-mutation-state react/no-children-prop react/no-danger-with-children
      react/void-dom-elements-no-children react/forward-ref-uses-ref`,
  },
  {
    ...{ severity: 'medium', category: 'react', confidence: 85, only: 'react' },
    rules: `
      react/jsx-key react/jsx-no-comment-textnodes react/no-find-dom-node react/no-is-mounted
      react/no-render-return-value react/no-string-refs react/no-unsafe react/no-unstable-nested-components
      react/style-prop-object`,
  },
  {
    ...{ severity: 'low', category: 'react', confidence: 75, only: 'react' },
    rules: 'react/exhaustive-deps',
  },
  {
    ...{ severity: 'low', category: 'security', confidence: 85, only: 'react' },
    rules: 'react/jsx-no-target-blank',
  },
  {
    ...{ severity: 'low', category: 'performance', confidence: 85, only: 'no-tests' },
    rules: 'oxc/no-accumulating-spread react/jsx-no-constructed-context-values react/no-object-type-as-default-prop',
  },
  {
    ...{ severity: 'high', category: 'debugging', confidence: 98 },
    rules: 'no-debugger',
  },
  {
    ...{ severity: 'medium', category: 'deprecated', confidence: 95 },
    rules: 'unicorn/no-new-buffer',
  },
  {
    ...{ severity: 'low', category: 'unused-code', confidence: 90, only: 'modules' },
    rules: 'no-unused-vars',
  },
  {
    ...{ severity: 'low', category: 'unused-code', confidence: 90 },
    rules: `
      no-unused-labels no-unused-private-class-members no-useless-catch no-useless-return no-useless-rename
      no-extra-boolean-cast no-unneeded-ternary unicorn/no-useless-spread
      unicorn/no-useless-fallback-in-spread unicorn/no-useless-length-check unicorn/no-useless-switch-case
      unicorn/no-unnecessary-await unicorn/no-single-promise-in-promise-methods
      unicorn/no-useless-promise-resolve-reject typescript/no-extra-non-null-assertion
      typescript/no-unnecessary-type-constraint no-empty-static-block no-extra-bind no-useless-call`,
  },
  {
    ...{ severity: 'low', category: 'suspicious', confidence: 85 },
    rules: `
      eqeqeq no-var no-useless-escape no-array-constructor no-new-wrappers no-regex-spaces
      no-object-constructor no-prototype-builtins typescript/no-wrapper-object-types
      typescript/prefer-as-const unicorn/no-instanceof-builtins`,
  },
  {
    ...{ severity: 'low', category: 'suspicious', confidence: 80, only: 'no-tests' },
    rules: `
      no-case-declarations no-proto no-empty-pattern no-extend-native preserve-caught-error
      oxc/approx-constant oxc/bad-bitwise-operator oxc/only-used-in-recursion no-irregular-whitespace no-caller
      no-iterator default-case-last`,
  },
  {
    ...{ severity: 'info', category: 'style', confidence: 90 },
    rules: 'prefer-const no-duplicate-imports no-else-return no-lonely-if unicorn/prefer-string-starts-ends-with',
  },
  {
    ...{ severity: 'info', category: 'suspicious', confidence: 75, only: 'no-tests' },
    rules: 'no-empty typescript/no-unsafe-function-type',
  },
];
