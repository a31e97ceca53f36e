import { describe, expect, test } from 'vitest';
import { nodeAt, parseJson } from '../../../../../engines/insight/detectors/build/json-document.ts';

describe('what is JSON is read as `JSON.parse` does:', () => {
  test.each([
    'null',
    '-1.5e3',
    '""',
    '"\\u00e9\\n😀"',
    '[]',
    '{}',
    ' [1, {"a": [true]}, "x"] \n',
    '{"a":1,"a":2,"__proto__":{"b":1}}',
  ])('%s', (text) => {
    expect(parseJson(text, 'json').root?.value).toEqual(JSON.parse(text));
  });

  test('a megabyte of text, and of spaces, is no trouble', () => {
    const value = 'x\\"'.repeat(1_000_000);
    expect(parseJson(`"${value}"${' '.repeat(1_000_000)}`, 'json').root?.value).toBe('x"'.repeat(1_000_000));
  });
});

describe('what is not JSON says where and why:', () => {
  test.each([
    ['', 0, 'Here the file ends where a value is expected.'],
    ['{"a":1,}', 7, 'Here there is "}" where a name in double quotes is expected.'],
    ["{'a':1}", 1, `Here there is "'" where a name in double quotes is expected.`],
    ['{"a" 1}', 5, 'Here there is "1" where a colon after the name is expected.'],
    ['[1 2]', 3, 'Here there is "2" where a comma or `]` is expected.'],
    ['{} x', 3, 'Here there is "x" where the end of the file is expected.'],
    ['// no', 0, 'Here there is "/" where a value is expected.'],
    ['"a\nb"', 0, 'A text does not end on its line.'],
    ['"\\x"', 0, 'Here is a text with a control character, or with an escape that JSON has not.'],
    ['01', 1, 'Here there is "1" where the end of the file is expected.'],
    ['['.repeat(100_000), 201, 'It is nested deeper than 200 levels.'],
    ['<<<<<<< HEAD', 0, 'Here there is "<" where a value is expected.'],
  ])('%s', (text, offset, message) => {
    expect(parseJson(text, 'json').error).toEqual({ offset, message });
  });
});

test('configuration may have comments and a comma after the last', () => {
  const text = '// one\n{ /* two */ "a": [1, 2,], "//": "no comment", }\n// three';
  expect(parseJson(text, 'jsonc').root?.value).toEqual({ a: [1, 2], '//': 'no comment' });
  expect(parseJson('{} /* never', 'jsonc').error).toEqual({ offset: 3, message: 'A comment does not end.' });
  expect(parseJson('[,]', 'jsonc').error?.offset).toBe(1);
});

test('every value has its place, and of a name that comes twice the last counts', () => {
  const { root } = parseJson('{"a": {"b": 1, "b": [2]}}', 'json');
  expect(nodeAt(root, 'a', 'b')).toMatchObject({ value: [2], offset: 20 });
  expect(nodeAt(root, 'a', 'c')).toBeUndefined();
});
