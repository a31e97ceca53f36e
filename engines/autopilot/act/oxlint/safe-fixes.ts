import table from './rules.json' with { type: 'json' };

/** What the linter's own list says of every rule: whether it has a fix that keeps what the code does. */
const fixes: ReadonlyMap<string, string> = new Map(
  Object.entries(table).flatMap(([kind, rules]) => rules.map((rule): [string, string] => [rule, kind])),
);

export const linterRules: readonly string[] = [...fixes.keys()];

/** `types`: the fix needs the types of the whole project. Undefined for a rule that is not known. */
export function fixOf(rule: string): 'safe' | 'unsafe' | 'none' | 'types' | undefined {
  const fix = fixes.get(rule);
  return fix === 'safe' || fix === 'unsafe' || fix === 'types' || fix === 'none' ? fix : undefined;
}

interface ListedRule {
  readonly scope: string;
  readonly value: string;
  readonly fix: string;
  readonly type_aware: boolean;
}

/** The table of `rules.json`, from what `oxlint --rules --format json` says. */
export function tableOf(listed: readonly ListedRule[]): Record<string, string[]> {
  const kinds: Record<string, string[]> = { safe: [], unsafe: [], none: [], types: [] };
  for (const rule of listed) kinds[kindOf(rule)]?.push(`${rule.scope.replaceAll('_', '-')}/${rule.value}`);
  for (const rules of Object.values(kinds)) rules.sort();
  return kinds;
}

function kindOf({ fix, type_aware }: ListedRule): string {
  if (fix === 'none' || fix === 'pending') return 'none';
  // A rule may have a safe fix and a suggestion; the linter makes the first only when it is told to fix.
  const hasSafe = /^(?:fixable|conditional)_(?:fix|safe_fix_or_suggestion)$/.test(fix);
  if (!hasSafe) return 'unsafe';
  return type_aware ? 'types' : 'safe';
}
