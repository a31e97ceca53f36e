import { matchesArn, matchesWildcard } from './wildcard.ts';

export type Context = Readonly<Record<string, string | readonly string[]>>;

/** One `Operator: { key: values }` of a statement. All conditions of a statement must hold. */
export interface Condition {
  readonly quantifier?: 'ForAllValues' | 'ForAnyValue';
  readonly operator: string;
  readonly ifExists: boolean;
  readonly key: string;
  readonly values: readonly string[];
}

type Compare = (actual: string, expected: string) => boolean;

const sameText: Compare = (actual, expected) => actual === expected;
const sameTextIgnoringCase: Compare = (actual, expected) => actual.toLowerCase() === expected.toLowerCase();
const like: Compare = (actual, expected) => matchesWildcard(expected, actual);
const arn: Compare = (actual, expected) => matchesArn(expected, actual);
const numbers =
  (holds: (actual: number, expected: number) => boolean): Compare =>
  (actual, expected) =>
    holds(Number(actual), Number(expected));

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const positive: Readonly<Record<string, Compare>> = {
  StringEquals: sameText,
  StringEqualsIgnoreCase: sameTextIgnoringCase,
  StringLike: like,
  ArnEquals: arn,
  ArnLike: arn,
  Bool: sameTextIgnoringCase,
  NumericEquals: numbers((actual, expected) => actual === expected),
  NumericLessThan: numbers((actual, expected) => actual < expected),
  NumericLessThanEquals: numbers((actual, expected) => actual <= expected),
  NumericGreaterThan: numbers((actual, expected) => actual > expected),
  NumericGreaterThanEquals: numbers((actual, expected) => actual >= expected),
};

const negated: Readonly<Record<string, Compare>> = {
  StringNotEquals: sameText,
  StringNotEqualsIgnoreCase: sameTextIgnoringCase,
  StringNotLike: like,
  ArnNotEquals: arn,
  ArnNotLike: arn,
  NumericNotEquals: numbers((actual, expected) => actual === expected),
};

/** Throws for an operator that this evaluator does not know, so a policy is refused when it is loaded. */
export function parseOperator(name: string): Pick<Condition, 'quantifier' | 'operator' | 'ifExists'> {
  const [, quantifier, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(name) ?? [];
  if (!(Object.hasOwn(positive, base) || Object.hasOwn(negated, base) || (base === 'Null' && !ifExists)))
    throw new Error(`The IAM condition operator "${name}" is not supported locally.`);
  const parsed = { operator: base, ifExists: ifExists !== undefined };
  return quantifier === 'ForAllValues' || quantifier === 'ForAnyValue' ? { ...parsed, quantifier } : parsed;
}

export function holds(condition: Condition, context: Context): boolean {
  const actual = valuesOf(context, condition.key);
  if (condition.operator === 'Null') return condition.values.includes(String(actual === undefined));
  const compare = positive[condition.operator];
  const test = compare
    ? (value: string) => condition.values.some((expected) => compare(value, expected))
    : (value: string) => !condition.values.some((expected) => negated[condition.operator]?.(value, expected));
  if (condition.quantifier === 'ForAllValues') return (actual ?? []).every(test);
  if (actual === undefined || actual.length === 0)
    return condition.ifExists || (compare === undefined && condition.quantifier === undefined);
  if (condition.quantifier === 'ForAnyValue' || compare) return actual.some(test);
  return actual.every(test);
}

/** Names of context keys are not case-sensitive. */
function valuesOf(context: Context, key: string): readonly string[] | undefined {
  const wanted = key.toLowerCase();
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === wanted)?.[1];
  return typeof found === 'string' ? [found] : found;
}
