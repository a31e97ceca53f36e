import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePattern } from '../../../shared/event-pattern/pattern.ts';

const matches = (pattern: unknown, event: unknown) => compilePattern(JSON.stringify(pattern))(event);
const name = fc.stringMatching(/^[a-z]{1,4}$/);
const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
type Tree = { [field: string]: Tree | string | number | boolean | null };
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.dictionary(name, fc.oneof({ maxDepth: 3 }, scalar, tie('tree')), { minKeys: 1, maxKeys: 4 }),
}));

/** The pattern that asks for exactly what an event holds. */
function patternOf(event: Tree): Record<string, unknown> {
  const fields = Object.entries(event).map(([field, value]) => [
    field,
    typeof value === 'object' && value !== null ? patternOf(value) : [value],
  ]);
  return Object.fromEntries(fields);
}

test('an event matches the pattern of itself, with more fields and inside of lists too', () => {
  fc.assert(
    fc.property(tree, tree, (event, more) => {
      expect(matches(patternOf(event), { ...more, ...event })).toBe(true);
      expect(matches({ list: patternOf(event) }, { list: [more, [event]] })).toBe(true);
    }),
  );
});

test('a pattern that asks for one more field does not match', () => {
  fc.assert(
    fc.property(tree, (event) => {
      expect(matches({ ...patternOf(event), another: ['x'] }, event)).toBe(false);
      expect(matches({ ...patternOf(event), another: [{ exists: false }] }, event)).toBe(true);
    }),
  );
});

test('for a single value, anything-but is the opposite of what it excludes', () => {
  const text = fc.stringMatching(/^[abAB]{1,3}$/);
  const operator = fc.constantFrom('prefix', 'suffix', 'equals-ignore-case', 'wildcard');
  fc.assert(
    fc.property(operator, text, text, (name, operand, value) => {
      const event = { f: value };
      const included = matches({ f: [{ [name]: operand }] }, event);
      expect(matches({ f: [{ 'anything-but': { [name]: operand } }] }, event)).toBe(!included);
      expect(matches({ f: [{ 'anything-but': { [name]: [operand] } }] }, event)).toBe(!included);
    }),
  );
});

test('$or matches what one of its alternatives matches', () => {
  const field = fc.record({ f: fc.tuple(fc.constantFrom('a', 'b', 'c')) });
  fc.assert(
    fc.property(field, field, fc.constantFrom('a', 'b', 'c', 'd'), (one, other, f) => {
      expect(matches({ $or: [one, other] }, { f })).toBe(matches(one, { f }) || matches(other, { f }));
    }),
  );
});

test('a wildcard matches what the regular expression of its pieces matches', () => {
  const wildcard = fc.stringMatching(/^(\*?[ab]{1,2}){1,3}\*?$/);
  fc.assert(
    fc.property(wildcard, fc.stringMatching(/^[ab]{0,8}$/), (operand, value) => {
      const expected = new RegExp(`^${operand.replaceAll('*', '.*')}$`).test(value);
      expect(matches({ f: [{ wildcard: operand }] }, { f: value })).toBe(expected);
    }),
    { numRuns: 500 },
  );
});
