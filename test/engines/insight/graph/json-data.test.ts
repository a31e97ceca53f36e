import { expect, test } from 'vitest';
import { keyOffsets, parseJsonData } from '../../../../engines/insight/graph/json-data.ts';

test.each(['', '{', '"', '"\\', '/*', '// only', '{"a":}', 'undefined', '{"a":"b'])('%j is no data', (text) => {
  expect(parseJsonData(text)).toBeUndefined();
});

test('comments and trailing commas are left out, but not in strings', () => {
  const text = '{ // one\n "a": "http://x", /* , } */ "b": [1, 2,\n], "c": ",}\\"//",\n}';
  expect(parseJsonData(text)).toEqual({ a: 'http://x', b: [1, 2], c: ',}"//' });
});

test.each([
  ['quotes without an end', '"\\'.repeat(500_000)],
  ['comments without an end', '/*'.repeat(500_000)],
  ['commas before space', `${', '.repeat(200_000)}${' '.repeat(200_000)}`],
  ['brackets', '[{"a":'.repeat(100_000)],
])('%s take no long time', (_, text) => {
  const begun = performance.now();
  parseJsonData(text);
  keyOffsets(text);
  expect(performance.now() - begun).toBeLessThan(20_000);
});

test('keys are found by their path, not by what they hold', () => {
  const text = '{"name":"lodash","x":{"lodash":1,"y":["lodash"]},"dependencies":{"@a/b":"1","lodash":"2"}}';
  const offsets = keyOffsets(text);
  expect(offsets.get('dependencies/lodash')).toBe(text.lastIndexOf('"lodash"'));
  expect(offsets.get('dependencies/@a/b')).toBe(text.indexOf('"@a/b"'));
  expect(offsets.get('x/lodash')).toBe(text.indexOf('"lodash":1'));
  expect(offsets.get('x/y/lodash')).toBeUndefined();
});
