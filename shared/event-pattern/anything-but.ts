import { invalidPattern } from './invalid-pattern.ts';
import { isRecord } from './is-record.ts';
import { ignoringCase, prefixTest, suffixTest, type TextTest } from './text.ts';
import { wildcardTest } from './wildcard.ts';

type ValueTest = (value: unknown) => boolean;

const excluders: Readonly<Record<string, (operand: unknown) => TextTest>> = {
  prefix: prefixTest,
  suffix: suffixTest,
  wildcard: wildcardTest,
  'equals-ignore-case': ignoringCase,
};

/** A value, a list of strings or of numbers, or one text operator with a string or a list of them. */
export function anythingButTest(operand: unknown): ValueTest {
  if (isRecord(operand)) return nothingLike(operand);
  const excluded: unknown[] = Array.isArray(operand) ? operand : [operand];
  const kinds = new Set(excluded.map((value) => typeof value));
  if ([...kinds].some((kind) => kind !== 'string' && kind !== 'number')) {
    const problem = Array.isArray(operand)
      ? 'Inside anything but list, start|null|boolean is not supported.'
      : 'Value of anything-but must be an array or single string/number value.';
    throw invalidPattern(problem);
  }
  if (kinds.size !== 1) {
    throw invalidPattern(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  }
  return (value) => !excluded.includes(value);
}

/** Values that are not strings are never like one, so they match. */
function nothingLike(expression: Record<string, unknown>): ValueTest {
  const [name, ...others] = Object.keys(expression);
  if (name === undefined) throw invalidPattern('Anything-But expression name not found');
  const excluder = Object.hasOwn(excluders, name) ? excluders[name] : undefined;
  if (!excluder) throw invalidPattern(`Unsupported anything-but pattern: ${name}`);
  if (others.length > 0) throw invalidPattern('Only one key allowed in match expression');
  const operand = expression[name];
  const operands: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (operands.length === 0) throw invalidPattern('Empty arrays are not allowed');
  const isAffix = name === 'prefix' || name === 'suffix';
  if (isAffix && operands.includes('')) throw invalidPattern('Null prefix/suffix not allowed');
  const tests = operands.map(excluder);
  return (value) => !(typeof value === 'string' && tests.some((test) => test(value)));
}
