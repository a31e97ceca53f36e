import type { Draft, Issue } from './issue.ts';

/** Rules of the linter that say what another detector says of the same line, and says better. */
const twins: Readonly<Record<string, string>> = {
  'no-debugger': 'runtime/debugger',
  'no-var': 'runtime/no-var',
  eqeqeq: 'runtime/loose-equality',
  'no-empty': 'runtime/empty-catch',
  'no-constant-condition': 'runtime/dead-branch',
  'no-async-promise-executor': 'runtime/async-promise-executor',
  'no-throw-literal': 'runtime/throw-literal',
  'no-unreachable': 'runtime/unreachable-code',
  'no-new-buffer': 'runtime/deprecated-new-buffer',
  'jsx-no-target-blank': 'security/missing-noopener',
  'no-accumulating-spread': 'performance/spread-in-reduce',
  'jsx-no-constructed-context-values': 'performance/unstable-context-value',
};

/** Each problem once: what the linter says is left out where its twin was found, and stays where that did not look. */
export function withoutTwins(drafts: readonly Draft[]): Draft[] {
  const placeOf = ({ file, line }: Draft, rule: string) => `${rule} ${line} ${file}`;
  const found = new Set(drafts.map((draft) => placeOf(draft, `${draft.detector}/${draft.ruleId}`)));
  return drafts.filter((draft) => {
    const twin = draft.detector === 'lint' ? twins[draft.ruleId] : undefined;
    return twin === undefined || !found.has(placeOf(draft, twin));
  });
}

/** What the linter, and so many people, call the rule of an issue. */
export function linterNamesOf({ detector, ruleId }: Pick<Issue, 'detector' | 'ruleId'>): string[] {
  return Object.keys(twins).filter((name) => twins[name] === `${detector}/${ruleId}`);
}
