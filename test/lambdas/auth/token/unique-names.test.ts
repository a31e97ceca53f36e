import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasUniqueNames } from '../../../../lambdas/auth/token/unique-names.ts';

const part = (json: string) => Buffer.from(json).toString('base64url');
const inPayload = (json: string) => hasUniqueNames(`${part('{}')}.${part(json)}.signature`);

test('no JSON that a program has written names anything twice', () => {
  fc.assert(fc.property(fc.json(), (json) => inPayload(json)));
});

test.each([
  '{"iss":"a","iss":"b"}',
  '{"iss":"a","sub":"s","iss" : "b"}',
  '{"iss":"a","\\u0069ss":"b"}',
  '{"a":{"b":1,"b":2}}',
  '[{"a":1},{"a":1,"a":2}]',
  '{"a":"}","a":1}',
  '{"a\\"":1,"a\\"":2}',
  '{"__proto__":1,"__proto__":2}',
])('%s is found', (json) => {
  expect(inPayload(json)).toBe(false);
  expect(hasUniqueNames(`${part(json)}.${part('{}')}.signature`)).toBe(false);
});

test.each([
  '{"a":{"a":{"a":1}}}',
  '{"a":"a","b":["a","a"]}',
  '[{"a":1},{"a":2}]',
  '{"a":"\\"a\\":1"}',
  '{"a:":1,"a":2}',
])('%s is in order', (json) => {
  expect(inPayload(json)).toBe(true);
});

test('a hostile text takes no longer than a harmless one of its length', () => {
  const quotes = '"\\"'.repeat(50_000);
  const begun = performance.now();
  inPayload(quotes);
  expect(performance.now() - begun).toBeLessThan(500);
});
