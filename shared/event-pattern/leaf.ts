import { anythingButTest } from './anything-but.ts';
import { cidrTest } from './cidr.ts';
import { invalidPattern } from './invalid-pattern.ts';
import { isRecord } from './is-record.ts';
import { numericTest } from './numeric.ts';
import { exactText, ignoringCase, prefixTest, suffixTest, type TextTest } from './text.ts';
import { wildcardTest } from './wildcard.ts';

/** Whether the values of one field match: a list is tested element by element, an absent field has no values. */
export type LeafTest = (values: readonly unknown[]) => boolean;

const operators: Readonly<Record<string, (operand: unknown) => LeafTest>> = {
  exactly: (operand) => anyText(exactText(operand)),
  prefix: (operand) => anyText(prefixTest(operand)),
  suffix: (operand) => anyText(suffixTest(operand)),
  'equals-ignore-case': (operand) => anyText(ignoringCase(operand)),
  wildcard: (operand) => anyText(wildcardTest(operand)),
  cidr: (operand) => anyText(cidrTest(operand)),
  numeric: (operand) => {
    const test = numericTest(operand);
    return (values) => values.some((value) => typeof value === 'number' && test(value));
  },
  exists: existsTest,
  'anything-but': (operand) => {
    const test = anythingButTest(operand);
    return (values) => values.some(test);
  },
};

const comparisons = new Set(['=', '<', '<=', '>', '>=']);

/** Operator names may not be field names inside `$or`, where the two could not be told apart. */
export function isReservedName(name: string): boolean {
  return Object.hasOwn(operators, name) || comparisons.has(name);
}

/** One element of a pattern's list: a plain value, or an object with one operator. */
export function leafTest(expected: unknown): LeafTest {
  if (isRecord(expected)) return operatorTest(expected);
  const isPlain = expected === null || ['string', 'number', 'boolean'].includes(typeof expected);
  if (!isPlain) throw invalidPattern('Match value must be String, number, true, false, or null');
  return (values) => values.includes(expected);
}

function operatorTest(expression: Record<string, unknown>): LeafTest {
  const [entry, ...others] = Object.entries(expression);
  if (!entry) throw invalidPattern('Match expression name not found');
  const [name, operand] = entry;
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!operator) throw invalidPattern(`Unrecognized match type ${name}`);
  if (others.length > 0) throw invalidPattern('Only one key allowed in match expression');
  return operator(operand);
}

function existsTest(operand: unknown): LeafTest {
  if (typeof operand !== 'boolean') throw invalidPattern('exists match pattern must be either true or false.');
  return (values) => values.length > 0 === operand;
}

function anyText(test: TextTest): LeafTest {
  return (values) => values.some((value) => typeof value === 'string' && test(value));
}
