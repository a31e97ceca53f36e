import { expect, test } from 'vitest';
import { compilePattern } from '../../../shared/event-pattern/pattern.ts';

// Every operator with the examples' shapes of
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html

function matches(pattern: unknown, event: unknown): boolean {
  return compilePattern(JSON.stringify(pattern))(event);
}

type Case = [pattern: unknown, matching: unknown[], others: unknown[]];

/** Patterns of one field, with values that match and values that do not; `undefined` leaves the field out. */
const fieldCases: Record<string, Case> = {
  exact: [
    ['a', 'b'],
    ['a', 'b', ['x', 'a']],
    ['A', 'c', 1, null, [], undefined],
  ],
  number: [
    [100, 3.5],
    [100, 100.0, 3.5],
    ['100', 101],
  ],
  boolean: [[true], [true], [false, 'true', 1]],
  null: [[null], [null, [null]], ['', 'null', 0, undefined, []]],
  empty: [[''], [''], [' ', null, undefined]],
  exactly: [[{ exactly: 'a' }], ['a'], ['b', ['b']]],
  prefix: [[{ prefix: 'us-' }], ['us-east-1', 'us-', ['eu', 'us-1']], ['eu-us-', 'US-east-1', 5, undefined]],
  'prefix ignoring case': [[{ prefix: { 'equals-ignore-case': 'EventB' } }], ['eventBridge', 'EVENTB'], ['event']],
  suffix: [[{ suffix: '.png' }], ['a.png', '.png'], ['a.PNG', 'a.png.txt', 5]],
  'suffix ignoring case': [[{ suffix: { 'equals-ignore-case': '.png' } }], ['a.PNG', 'b.png'], ['png']],
  'equals ignoring case': [[{ 'equals-ignore-case': 'alice' }], ['Alice', 'ALICE'], ['alicea', 5]],
  wildcard: [[{ wildcard: 'dir/*.png' }], ['dir/a.png', 'dir/a/b.png', 'dir/.png'], ['a.png', 'dir/a.jpg', 5]],
  'wildcard with several stars': [[{ wildcard: '*a*b*' }], ['ab', 'xaxbx', 'aab'], ['ba', 'a']],
  'wildcard, nothing twice': [[{ wildcard: 'ab*ba' }], ['abba', 'abxba'], ['aba']],
  'wildcard with a literal star': [[{ wildcard: 'a\\*b\\\\*' }], ['a*b\\', 'a*b\\c'], ['axb\\', 'a*b']],
  'anything-but': [[{ 'anything-but': 'a' }], ['b', 1, null, true, ['a', 'b']], ['a', ['a'], undefined, []]],
  'anything-but list': [[{ 'anything-but': ['a', 'b'] }], ['c', 5], ['a', 'b']],
  'anything-but number': [[{ 'anything-but': 123 }], [124, '123'], [123]],
  'anything-but numbers': [[{ 'anything-but': [100, 200] }], [300], [100, 200]],
  'anything-but prefix': [[{ 'anything-but': { prefix: 'init' } }], ['run', 5], ['init', 'initial', undefined]],
  'anything-but prefixes': [[{ 'anything-but': { prefix: ['a', 'b'] } }], ['c'], ['ax', 'bx']],
  'anything-but suffix': [[{ 'anything-but': { suffix: '.txt' } }], ['a.png'], ['a.txt']],
  'anything-but suffixes': [[{ 'anything-but': { suffix: ['.txt', '.rtf'] } }], ['a.png'], ['a.txt', 'a.rtf']],
  'anything-but ignoring case': [[{ 'anything-but': { 'equals-ignore-case': 'Init' } }], ['in'], ['INIT', 'init']],
  'anything-but ignoring case, list': [[{ 'anything-but': { 'equals-ignore-case': ['a', 'b'] } }], ['c'], ['A', 'B']],
  'anything-but wildcard': [[{ 'anything-but': { wildcard: '*/lib/*' } }], ['a/bin/b'], ['a/lib/b']],
  'anything-but wildcards': [[{ 'anything-but': { wildcard: ['*/lib/*', '*/bin/*'] } }], ['a/x/b'], ['a/bin/b']],
  'numeric =': [[{ numeric: ['=', 301.8] }], [301.8, 3.018e2], [301, '301.8']],
  'numeric >': [[{ numeric: ['>', 0] }], [1, 0.1], [0, -1, 6e9, '1', undefined]],
  'numeric range': [[{ numeric: ['>', 0, '<=', 5] }], [0.5, 5, [9, 3]], [0, 5.1]],
  'numeric >= and <': [[{ numeric: ['>=', 0, '<', 5] }], [0, 4.9], [5, -0.1]],
  'cidr v4': [[{ cidr: '10.0.0.0/24' }], ['10.0.0.0', '10.0.0.255'], ['10.0.1.0', '10.1', '::1', 'x', 5]],
  'cidr v6': [[{ cidr: '2001:db8::/32' }], ['2001:db8::1'], ['2001:db9::1', '10.0.0.1']],
  'exists true': [[{ exists: true }], ['', null, 0, false, ['a']], [undefined, { nested: 1 }]],
  'exists false': [[{ exists: false }], [undefined, { nested: 1 }], ['', null]],
  'any of several operators': [
    [{ prefix: 'a' }, { suffix: 'z' }, 5],
    ['ab', 'yz', 5],
    ['b', 6],
  ],
  'absent or a value': [['x', { exists: false }], ['x', undefined], ['y']],
};

test.each(Object.entries(fieldCases))('%s', (_name, [expected, matching, others]) => {
  const pattern = { detail: { field: expected } };
  for (const field of matching) expect(matches(pattern, { detail: { field } }), JSON.stringify(field)).toBe(true);
  for (const field of others) expect(matches(pattern, { detail: { field } }), JSON.stringify(field)).toBe(false);
});

test('all fields must match, and other fields of the event do not matter', () => {
  const pattern = { source: ['a'], detail: { state: ['on'] } };
  expect(matches(pattern, { source: 'a', detail: { state: 'on', more: 1 }, more: 2 })).toBe(true);
  expect(matches(pattern, { source: 'a', detail: { state: 'off' } })).toBe(false);
  expect(matches(pattern, { source: 'b', detail: { state: 'on' } })).toBe(false);
});

test('a field that is missing below an absent object does not exist', () => {
  expect(matches({ detail: { a: { b: [{ exists: false }] } } }, { detail: {} })).toBe(true);
  expect(matches({ detail: { a: { b: [{ exists: true }] } } }, { detail: {} })).toBe(false);
});

test('a pattern below a list of objects must match within one of them', () => {
  const pattern = { people: { first: ['Ada'], last: ['Lovelace'] } };
  const ada = { first: 'Ada', last: 'Lovelace' };
  expect(matches(pattern, { people: [{ first: 'Alan', last: 'Turing' }, ada] })).toBe(true);
  expect(
    matches(pattern, {
      people: [
        { first: 'Ada', last: 'Turing' },
        { first: 'Alan', last: 'Lovelace' },
      ],
    }),
  ).toBe(false);
  expect(matches(pattern, { people: [[ada]] })).toBe(true);
});

test('inherited members are no fields', () => {
  expect(matches({ constructor: [{ exists: true }] }, {})).toBe(false);
  expect(matches({ toString: { name: [{ exists: true }] } }, {})).toBe(false);
});

test('$or takes alternatives of whole objects, at every level, along with other fields', () => {
  const pattern = {
    source: ['a'],
    detail: { $or: [{ count: [{ numeric: ['>', 5] }] }, { kind: ['x'], $or: [{ p: [1] }, { q: [2] }] }] },
  };
  expect(matches(pattern, { source: 'a', detail: { count: 6 } })).toBe(true);
  expect(matches(pattern, { source: 'a', detail: { kind: 'x', q: 2 } })).toBe(true);
  expect(matches(pattern, { source: 'a', detail: { kind: 'x', q: 3 } })).toBe(false);
  expect(matches(pattern, { source: 'b', detail: { count: 6 } })).toBe(false);
});

test('$or without objects is a field of that name', () => {
  expect(matches({ $or: ['a'] }, { $or: 'a' })).toBe(true);
  expect(matches({ $or: { kind: ['x'] } }, { $or: { kind: 'x' } })).toBe(true);
});
