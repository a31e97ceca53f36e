import { describe, expect, test } from 'vitest';
import { actOn, recipeOf } from '../kit.ts';

async function edited(text: string, ...edits: readonly unknown[]): Promise<string> {
  const recipe = recipeOf({ type: 'json-edit', files: ['**/*.json'], edits });
  const { texts } = await actOn(recipe, { 'conf/a.json': text });
  return texts['conf/a.json'] ?? text;
}

const set = (pointer: string, value: unknown) => ({ pointer, op: 'set', value });
const remove = (pointer: string) => ({ pointer, op: 'remove' });

describe('a value is set', () => {
  test.each([
    ['in place of another', '{"a": 1, "b": [ 2 ]}', [set('/b/0', 'x')], '{"a": 1, "b": [ "x" ]}'],
    [
      'beside others, on a line of its own',
      '{\r\n\t"a": 1 // one\r\n}',
      [set('/b', { c: [1] })],
      '{\r\n\t"a": 1,\r\n\t"b": {\r\n\t\t"c": [\r\n\t\t\t1\r\n\t\t]\r\n\t} // one\r\n}',
    ],
    ['beside others on one line', '{"a":1}', [set('/b', true)], '{"a":1, "b": true}'],
    ['in an empty object', '{\n    "a": {}\n}', [set('/a/b', 1)], '{\n    "a": {\n        "b": 1\n    }\n}'],
    ['at the end of a list', '[1]', [set('/1', 2)], '[1, 2]'],
    ['under a name with odd characters', '{"a/b": {"~": 1}}', [set('/a~1b/~0', 2)], '{"a/b": {"~": 2}}'],
    ['as the whole', '1\n', [set('', { a: 1 })], '{\n  "a": 1\n}\n'],
  ])('%s', async (_, text, edits, expected) => {
    expect(await edited(text, ...edits)).toBe(expected);
  });
});

describe('a value is taken out', () => {
  test.each([
    ['from the begin', '{ "a": 1, "b": 2 }', [remove('/a')], '{ "b": 2 }'],
    ['from the end, with the comma before it', '{\n  "a": 1,\n  "b": 2\n}', [remove('/b')], '{\n  "a": 1\n}'],
    [
      'and the comment of the one before stays',
      '{\n  "a": 1, // one, and only\n  "b": 2\n}',
      [remove('/b')],
      '{\n  "a": 1 // one, and only\n}',
    ],
    ['and a comment in the object stays', '{\n  // none, now\n  "a": 1\n}', [remove('/a')], '{\n  // none, now\n}'],
    ['as the only one', '{ "a": 1 }', [remove('/a')], '{}'],
    [
      'and comments elsewhere stay',
      '{\n  // first\n  "a": 1,\n  "b": 2, // second\n}',
      [remove('/a')],
      '{\n  // first\n  "b": 2, // second\n}',
    ],
  ])('%s', async (_, text, edits, expected) => {
    expect(await edited(text, ...edits)).toBe(expected);
  });
});

test('what has the value already keeps its form, and what is not there is not taken out', async () => {
  const text = '{"a":   [1,2],\n\n"b": {}}';
  expect(await edited(text, set('/a', [1, 2]), remove('/c'), remove('/a/7'))).toBe(text);
});

test('a file that is no JSON, or has no such place, is left alone with the reason', async () => {
  const recipe = recipeOf({ type: 'json-edit', files: ['*.json'], edits: [set('/a/b', 1)] });
  const files = { 'a.json': '{"a": 1}', 'b.json': 'process.exit()', 'c.json': '{"a": [1, ]}', 'd.txt': '{}' };
  expect(await actOn(recipe, files)).toEqual({
    texts: {},
    skips: [
      { path: 'a.json', reason: 'There is nothing that /a/b could be set in.' },
      { path: 'b.json', reason: 'It is not JSON.' },
      { path: 'c.json', reason: 'There is nothing that /a/b could be set in.' },
    ],
  });
});

test('an item of a list stays: the next one would be in its place, and go the next time', async () => {
  const recipe = recipeOf({ type: 'json-edit', files: ['*.json'], edits: [remove('/0')] });
  const { texts, skips } = await actOn(recipe, { 'a.json': '[1, 2]' });
  expect(texts).toEqual({});
  expect(skips).toEqual([
    { path: 'a.json', reason: '/0 is an item of a list: only members of objects are taken out.' },
  ]);
});

test('a text edit after which JSON is none any more is dropped', async () => {
  const recipe = recipeOf({ type: 'text-edit', files: ['*'], find: '"a"', replace: 'a"' });
  const { texts, skips } = await actOn(recipe, { 'a.json': '{"a": 1}', 'b.txt': '"a"' });
  expect(texts).toEqual({ 'b.txt': 'a"' });
  expect(skips).toEqual([{ path: 'a.json', reason: 'The change was dropped. It is not JSON.' }]);
});
