import { expect, test } from 'vitest';
import { InvalidPattern } from '../../../shared/event-pattern/invalid-pattern.ts';
import { compilePattern } from '../../../shared/event-pattern/pattern.ts';

function reason(pattern: string): string {
  try {
    compilePattern(pattern);
  } catch (error) {
    if (error instanceof InvalidPattern) return error.message;
    throw error;
  }
  return 'valid';
}

test.each([
  ['{', 'Expected property name'],
  ['"a"', 'Filter is not an object'],
  ['[]', 'Filter is not an object'],
  ['{}', 'Empty objects are not allowed'],
  ['{"a": {}}', 'Empty objects are not allowed'],
  ['{"a": []}', 'Empty arrays are not allowed'],
  ['{"a": "x"}', '"a" must be an object or an array'],
  ['{"a": [["x"]]}', 'Match value must be String, number, true, false, or null'],
  ['{"a": [{}]}', 'Match expression name not found'],
  ['{"a": [{"regex": "x"}]}', 'Unrecognized match type regex'],
  ['{"a": [{"constructor": "x"}]}', 'Unrecognized match type constructor'],
  ['{"a": [{"prefix": "x", "suffix": "y"}]}', 'Only one key allowed in match expression'],
  ['{"a": [{"prefix": 1}]}', 'prefix match pattern must be a string'],
  ['{"a": [{"prefix": {"wildcard": "x"}}]}', 'Unsupported prefix pattern: wildcard'],
  ['{"a": [{"suffix": {"equals-ignore-case": 1}}]}', 'equals-ignore-case match pattern must be a string'],
  ['{"a": [{"exists": "yes"}]}', 'exists match pattern must be either true or false.'],
  ['{"a": [{"wildcard": "a**b"}]}', 'Consecutive wildcard characters at pos 2'],
  ['{"a": [{"wildcard": "a\\\\x"}]}', 'Invalid escape character at pos 2'],
  ['{"a": [{"cidr": "10.0.0.0"}]}', "Malformed CIDR, one '/' required: 10.0.0.0"],
  ['{"a": [{"cidr": "10.0.0.0/33"}]}', 'Malformed CIDR'],
  ['{"a": [{"numeric": 5}]}', 'Value of numeric must be an array.'],
  ['{"a": [{"numeric": []}]}', 'Invalid member in numeric match'],
  ['{"a": [{"numeric": ["!", 5]}]}', 'Unrecognized numeric range operator: !'],
  ['{"a": [{"numeric": ["=", "5"]}]}', 'Value of equals must be numeric'],
  ['{"a": [{"numeric": [">", 5, ">", 6]}]}', 'Bad numeric range operator: >'],
  ['{"a": [{"numeric": ["<", 5, ">", 1]}]}', 'Too many elements in numeric expression'],
  ['{"a": [{"numeric": [">", 5, "<", 5]}]}', 'Bottom must be less than top'],
  ['{"a": [{"numeric": [">", 1, "<", 5, "<", 9]}]}', 'Too many terms in numeric range expression'],
  ['{"a": [{"numeric": [">", 6000000000]}]}', 'Value must be between -5.0E9 and 5.0E9, inclusive'],
  ['{"a": [{"anything-but": true}]}', 'Value of anything-but must be an array or single string/number value.'],
  ['{"a": [{"anything-but": [null]}]}', 'Inside anything but list, start|null|boolean is not supported.'],
  ['{"a": [{"anything-but": ["a", 1]}]}', 'mixed type is not supported'],
  ['{"a": [{"anything-but": []}]}', 'mixed type is not supported'],
  ['{"a": [{"anything-but": {"numeric": ["=", 1]}}]}', 'Unsupported anything-but pattern: numeric'],
  ['{"a": [{"anything-but": {"prefix": ""}}]}', 'Null prefix/suffix not allowed'],
  ['{"$or": [{"a": ["x"]}]}', 'There must have at least 2 Objects in $or relationship.'],
  ['{"$or": [{"a": ["x"]}, "b"]}', 'Only JSON object is allowed in array of $or relationship.'],
  ['{"$or": [{"prefix": ["x"]}, {"b": ["y"]}]}', 'prefix is Ruler reserved fieldName which cannot be used inside $or.'],
])('%s', (pattern, expected) => {
  expect(reason(pattern)).toContain(expected);
});

test('alternatives may not stand for more than a thousand patterns', () => {
  const alternatives = (count: number) => Array.from({ length: count }, (_, index) => ({ [`f${index}`]: ['x'] }));
  const pattern = (count: number) => JSON.stringify({ $or: alternatives(10), a: { $or: alternatives(count) } });
  expect(reason(pattern(100))).toBe('valid');
  expect(reason(pattern(101))).toContain('more than 1000 combinations');
});
