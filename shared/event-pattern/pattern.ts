import { below, invalidPattern } from './invalid-pattern.ts';
import { isRecord } from './is-record.ts';
import { isReservedName, type LeafTest, leafTest } from './leaf.ts';

/** Whether an event matches; the event is any parsed JSON object. */
export type EventMatcher = (event: unknown) => boolean;

/** Tests one object of the event (or the absence of one) against one object of the pattern. */
type ObjectTest = (value: unknown) => boolean;

const combinationLimit = 1000;

/**
 * Compiles an event pattern: all fields must match (and), any value of a field's list may (or), `$or` lists
 * alternatives of whole objects. In an event, any element of a list may match; below a list of objects, all fields
 * of the pattern must match in the same element. To match takes time in proportion to the event, whatever the pattern.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @param source JSON as text, or what it holds
 * @throws InvalidPattern
 */
export function compilePattern(source: string | Readonly<Record<string, unknown>>): EventMatcher {
  const pattern = typeof source === 'string' ? parsed(source) : source;
  if (!isRecord(pattern)) throw invalidPattern('Filter is not an object');
  if (combinations(pattern) > combinationLimit) {
    throw invalidPattern(`$or makes more than ${combinationLimit} combinations`);
  }
  return objectTest(pattern, false);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidPattern(error instanceof Error ? error.message : String(error));
  }
}

function objectTest(pattern: Record<string, unknown>, isInsideOr: boolean): ObjectTest {
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw invalidPattern('Empty objects are not allowed');
  const tests = entries.map(([name, expected]) =>
    below(name, () => (isAlternatives(name, expected) ? anyOf(expected) : fieldTest(name, expected, isInsideOr))),
  );
  return (value) => tests.every((test) => test(value));
}

/** `$or` is an operator only with a list that holds an object; otherwise it is a field of that name. */
function isAlternatives(name: string, expected: unknown): expected is unknown[] {
  return name === '$or' && Array.isArray(expected) && expected.some(isRecord);
}

function anyOf(alternatives: unknown[]): ObjectTest {
  if (alternatives.length < 2) throw invalidPattern('There must have at least 2 Objects in $or relationship.');
  const tests = alternatives.map((alternative, index) =>
    below(String(index), () => {
      if (!isRecord(alternative)) throw invalidPattern('Only JSON object is allowed in array of $or relationship.');
      return objectTest(alternative, true);
    }),
  );
  return (value) => tests.some((test) => test(value));
}

function fieldTest(name: string, expected: unknown, isInsideOr: boolean): ObjectTest {
  if (isInsideOr && isReservedName(name)) {
    throw invalidPattern(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
  }
  if (Array.isArray(expected)) {
    const test = listTest(expected);
    return (value) => test(leaves(fieldOf(value, name)));
  }
  if (!isRecord(expected)) throw invalidPattern(`"${name}" must be an object or an array`);
  const test = objectTest(expected, isInsideOr);
  return (value) => elements(fieldOf(value, name)).some(test);
}

function listTest(expected: unknown[]): LeafTest {
  if (expected.length === 0) throw invalidPattern('Empty arrays are not allowed');
  const tests = expected.map((each, index) => below(String(index), () => leafTest(each)));
  return (values) => tests.some((test) => test(values));
}

function fieldOf(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The objects that a nested pattern may match in; one absent object where there is none, for `exists: false`. */
function elements(value: unknown): unknown[] {
  const found = flat(value);
  return found.length === 0 ? [undefined] : found;
}

/** The values of a field; objects are no leaves (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-exists-matching). */
function leaves(value: unknown): unknown[] {
  return flat(value).filter((each) => each !== undefined && !isRecord(each));
}

/** Lists in lists as one list. Not by recursion: an event may be nested deeper than our stack is. */
function flat(value: unknown): unknown[] {
  const found: unknown[] = [];
  const rest = [value];
  while (rest.length > 0) {
    const each = rest.pop();
    if (!Array.isArray(each)) found.push(each);
    else for (let at = each.length - 1; at >= 0; at -= 1) rest.push(each[at]);
  }
  return found;
}

/** How many plain patterns the alternatives stand for: they add up, and neighbours multiply. */
function combinations(pattern: Record<string, unknown>): number {
  return Object.entries(pattern).reduce((product, [name, expected]) => {
    if (isAlternatives(name, expected)) {
      return product * expected.reduce((sum: number, each) => sum + (isRecord(each) ? combinations(each) : 0), 0);
    }
    return isRecord(expected) ? product * combinations(expected) : product;
  }, 1);
}
