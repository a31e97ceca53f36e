import { invalidPattern } from './invalid-pattern.ts';

type NumberTest = (value: number) => boolean;

const comparators: Readonly<Record<string, (limit: number) => NumberTest>> = {
  '=': (limit) => (value) => value === limit,
  '<': (limit) => (value) => value < limit,
  '<=': (limit) => (value) => value <= limit,
  '>': (limit) => (value) => value > limit,
  '>=': (limit) => (value) => value >= limit,
};

/** Numeric matching works between -5 and 5 billion, inclusive (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-numeric-matching). */
const fiveBillion = 5e9;

/** `["=", 3]`, `[">", 0]`, or a range `[">", 0, "<=", 5]` with the lower end first. */
export function numericTest(operand: unknown): NumberTest {
  if (!Array.isArray(operand)) throw invalidPattern('Value of numeric must be an array.');
  const [operator, limit, secondOperator, secondLimit, ...rest] = operand;
  const test = comparison(operator, limit, `Unrecognized numeric range operator: ${operator}`);
  if (operand.length <= 2) return bounded(test);
  if (operator !== '>' && operator !== '>=') throw invalidPattern('Too many elements in numeric expression');
  const problem = `Bad numeric range operator: ${secondOperator}`;
  if (secondOperator !== '<' && secondOperator !== '<=') throw invalidPattern(problem);
  const upper = comparison(secondOperator, secondLimit, problem);
  if (rest.length > 0) throw invalidPattern('Too many terms in numeric range expression');
  if (Number(limit) >= Number(secondLimit)) throw invalidPattern('Bottom must be less than top');
  return bounded((value) => test(value) && upper(value));
}

function comparison(operator: unknown, limit: unknown, problem: string): NumberTest {
  if (typeof operator !== 'string') throw invalidPattern(`Invalid member in numeric match: ${operator}`);
  const comparator = Object.hasOwn(comparators, operator) ? comparators[operator] : undefined;
  if (!comparator) throw invalidPattern(problem);
  if (typeof limit !== 'number') {
    throw invalidPattern(`Value of ${operator === '=' ? 'equals' : operator} must be numeric`);
  }
  if (Math.abs(limit) > fiveBillion) throw invalidPattern('Value must be between -5.0E9 and 5.0E9, inclusive');
  return comparator(limit);
}

function bounded(test: NumberTest): NumberTest {
  return (value) => Math.abs(value) <= fiveBillion && test(value);
}
