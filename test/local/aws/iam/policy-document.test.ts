// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM writes its variables like this.
import { describe, expect, it } from 'vitest';
import { parseIdentityPolicy, parseResourcePolicy } from '../../../../local/aws/iam/policy-document.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
describe('policy documents', () => {
  it('reads one statement or many, one value or many', () => {
    expect(
      parseIdentityPolicy(
        {
          Version: '2012-10-17',
          Statement: {
            Sid: 'Read',
            Effect: 'Allow',
            Action: 's3:GetObject',
            NotResource: ['a', 'b'],
            Condition: {
              'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': 'org#*' },
              Bool: { 'aws:SecureTransport': true },
            },
          },
        },
        'here',
      ),
    ).toEqual([
      {
        sid: 'Read',
        effect: 'Allow',
        actions: { not: false, values: ['s3:GetObject'] },
        resources: { not: true, values: ['a', 'b'] },
        conditions: [
          {
            quantifier: 'ForAnyValue',
            operator: 'StringLike',
            ifExists: false,
            key: 'dynamodb:LeadingKeys',
            values: ['org#*'],
          },
          { operator: 'Bool', ifExists: false, key: 'aws:SecureTransport', values: ['true'] },
        ],
      },
    ]);
  });

  it.each([
    [
      'an unknown operator',
      { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } },
      /here: .*"IpAddress" is not supported/,
    ],
    ['a policy variable', { Resource: 'arn:aws:s3:::b/${aws:username}' }, /here: policy variables are not supported/],
    ['an unknown element', { NotPrincipal: '*' }, /here: .*NotPrincipal/s],
    ['a principal', { Principal: '*' }, /here: an identity policy names no Principal/],
    ['action and its opposite', { NotAction: 's3:*' }, /exactly one of Action and NotAction/],
  ])('refuses %s in an identity policy', (_, extra, message) => {
    const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*', ...extra };
    expect(() => parseIdentityPolicy({ Statement: [statement] }, 'here')).toThrow(message);
  });

  it('reads the principals of a resource policy', () => {
    const [statement] = parseResourcePolicy(
      { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
      'here',
    );
    expect(statement?.principals).toEqual({ aws: [], services: ['lambda.amazonaws.com'] });
  });
});
