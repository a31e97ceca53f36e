import { describe, expect, it } from 'vitest';
import { type Context, holds, parseOperator } from '../../../../local/aws/iam/condition.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
const cases: [operator: string, values: string[], context: Context, expected: boolean][] = [
  ['StringEquals', ['a', 'b'], { key: 'b' }, true],
  ['StringEquals', ['a'], { key: 'A' }, false],
  ['StringEquals', ['a'], {}, false],
  ['StringEquals', ['a'], { KEY: 'a' }, true],
  ['StringEqualsIgnoreCase', ['a'], { key: 'A' }, true],
  ['StringNotEquals', ['a', 'b'], { key: 'b' }, false],
  ['StringNotEquals', ['a'], { key: 'c' }, true],
  ['StringNotEquals', ['a'], {}, true],
  ['StringLike', ['org#*'], { key: 'org#1' }, true],
  ['StringLike', ['org#?'], { key: 'org#12' }, false],
  ['StringNotLike', ['org#*'], { key: 'usr#1' }, true],
  ['StringEqualsIfExists', ['a'], {}, true],
  ['StringEqualsIfExists', ['a'], { key: 'b' }, false],
  ['ArnLike', ['arn:aws:s3:::*'], { key: 'arn:aws:s3:::bucket/key:with:colons' }, true],
  ['ArnLike', ['arn:aws:sqs:*:1:q'], { key: 'arn:aws:sqs:eu-central-1:x:1:q' }, false],
  ['ArnEquals', ['arn:aws:sqs:*:1:q'], { key: 'arn:aws:sqs:eu-central-1:1:q' }, true],
  ['ArnNotLike', ['arn:aws:s3:::a'], { key: 'arn:aws:s3:::b' }, true],
  ['Bool', ['true'], { key: 'true' }, true],
  ['Bool', ['false'], { key: 'true' }, false],
  ['NumericLessThan', ['10'], { key: '9' }, true],
  ['NumericGreaterThanEquals', ['10'], { key: '9' }, false],
  ['NumericNotEquals', ['10'], { key: '10' }, false],
  ['NumericEquals', ['10'], { key: 'ten' }, false],
  ['Null', ['true'], {}, true],
  ['Null', ['false'], {}, false],
  ['Null', ['false'], { key: 'x' }, true],
  ['ForAllValues:StringEquals', ['a', 'b'], { key: ['a', 'b'] }, true],
  ['ForAllValues:StringEquals', ['a'], { key: ['a', 'b'] }, false],
  ['ForAllValues:StringEquals', ['a'], {}, true],
  ['ForAnyValue:StringEquals', ['a'], { key: ['b', 'a'] }, true],
  ['ForAnyValue:StringEquals', ['a'], {}, false],
  ['ForAnyValue:StringNotEquals', ['a'], { key: ['a', 'b'] }, true],
  ['ForAllValues:StringNotLike', ['a*'], { key: ['b', 'ab'] }, false],
];

describe('IAM conditions', () => {
  it.each(cases)('%s %j on %j is %s', (operator, values, context, expected) => {
    expect(holds({ ...parseOperator(operator), key: 'key', values }, context)).toBe(expected);
  });

  it.each(['IpAddress', 'DateLessThan', 'StringMatches', 'toString', 'NullIfExists'])(
    'refuses %s by name',
    (operator) => {
      expect(() => parseOperator(operator)).toThrow(
        `The IAM condition operator "${operator}" is not supported locally.`,
      );
    },
  );
});
