import { describe, expect, it } from 'vitest';
import { managedPolicy } from '../../../../local/aws/iam/managed-policies.ts';
import { Policies } from '../../../../local/aws/iam/policies.ts';
import { parseIdentityPolicy, parseResourcePolicy } from '../../../../local/aws/iam/policy-document.ts';
import { allowsService } from '../../../../local/aws/iam/resource-policy.ts';
import type { Principal } from '../../../../local/aws/service.ts';

const arn = 'arn:aws:iam::000000000000:role/Api';
const caller: Principal = { kind: 'role', arn, functionName: 'api' };
const table = 'arn:aws:dynamodb:eu-central-1:000000000000:table/T';
const allow = (Action: unknown, Resource: unknown, more = {}) => ({ Effect: 'Allow', Action, Resource, ...more });

function policies(...Statement: unknown[]): Policies {
  return new Policies([{ arn, name: 'Api', statements: parseIdentityPolicy({ Statement }, 'test') }]);
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
describe('decide', () => {
  const ask = (all: Policies, action: string, resource: string, context = {}) =>
    all.decide(caller, { action, resource, context });

  it('allows what a statement allows and nothing else', () => {
    const all = policies(allow('dynamodb:GetItem', table));
    expect(ask(all, 'dynamodb:GetItem', table)).toBe('allowed');
    expect(ask(all, 'dynamodb:PutItem', table)).toBe('implicitly-denied');
    expect(ask(all, 'dynamodb:GetItem', `${table}/index/I`)).toBe('implicitly-denied');
  });

  it('lets an explicit deny win', () => {
    const all = policies(allow('*', '*'), { Effect: 'Deny', Action: 'dynamodb:Delete*', Resource: table });
    expect(ask(all, 'dynamodb:DeleteItem', table)).toBe('explicitly-denied');
    expect(ask(all, 'dynamodb:GetItem', table)).toBe('allowed');
  });

  it('ignores the case of actions but not of resources', () => {
    const all = policies(allow('DynamoDB:getitem', table));
    expect(ask(all, 'dynamodb:GetItem', table)).toBe('allowed');
    expect(ask(all, 'dynamodb:GetItem', table.replace('table/T', 'table/t'))).toBe('implicitly-denied');
  });

  it('turns NotAction and NotResource around', () => {
    const all = policies({ Effect: 'Allow', NotAction: 'iam:*', NotResource: 'arn:aws:s3:::secret/*' });
    expect(ask(all, 's3:GetObject', 'arn:aws:s3:::open/a')).toBe('allowed');
    expect(ask(all, 's3:GetObject', 'arn:aws:s3:::secret/a')).toBe('implicitly-denied');
    expect(ask(all, 'iam:CreateUser', 'arn:aws:iam::0:user/x')).toBe('implicitly-denied');
  });

  it('does not let a wildcard reach over the parts of an ARN', () => {
    const all = policies(allow('sqs:SendMessage', 'arn:aws:sqs:*:000000000000:q'));
    expect(ask(all, 'sqs:SendMessage', 'arn:aws:sqs:eu-central-1:000000000000:q')).toBe('allowed');
    expect(ask(all, 'sqs:SendMessage', 'arn:aws:sqs:eu-central-1:1:000000000000:q')).toBe('implicitly-denied');
  });

  it('reads the condition keys of the request', () => {
    const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['org#1*'] } };
    const all = policies(allow('dynamodb:GetItem', table, { Condition }));
    expect(ask(all, 'dynamodb:GetItem', table, { 'dynamodb:LeadingKeys': ['org#1'] })).toBe('allowed');
    expect(ask(all, 'dynamodb:GetItem', table, { 'dynamodb:LeadingKeys': ['org#1', 'org#2'] })).toBe(
      'implicitly-denied',
    );
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
describe('check', () => {
  const denied = (service: string, action: string, resource: string, ...statements: unknown[]) =>
    expect(() => policies(...statements).check(service, caller, [{ action, resource }]));

  it('words the denial as AWS does', () => {
    denied('dynamodb', 'dynamodb:GetItem', table).toThrow(
      expect.objectContaining({
        code: 'AccessDeniedException',
        status: 400,
        message: `User: arn:aws:sts::000000000000:assumed-role/Api/api is not authorized to perform: dynamodb:GetItem on resource: ${table} because no identity-based policy allows the dynamodb:GetItem action`,
      }),
    );
  });

  it('tells an explicit deny', () => {
    denied('events', 'events:PutEvents', '*', { Effect: 'Deny', Action: '*', Resource: '*' }).toThrow(
      /with an explicit deny in an identity-based policy$/,
    );
  });

  it('uses the code of S3, which quotes the resource', () => {
    denied('s3', 's3:GetObject', 'arn:aws:s3:::b/k').toThrow(
      expect.objectContaining({
        code: 'AccessDenied',
        status: 403,
        message: expect.stringContaining('on resource: "arn:aws:s3:::b/k" because'),
      }),
    );
  });

  it('names a missing KMS permission of an encrypted queue', () => {
    denied('sqs', 'kms:Decrypt', 'arn:aws:kms:eu-central-1:0:key/k').toThrow(
      expect.objectContaining({ code: 'KmsAccessDenied' }),
    );
  });

  it('denies the whole request for one access of several', () => {
    const all = policies(allow('dynamodb:PutItem', table));
    const accesses = ['dynamodb:PutItem', 'dynamodb:DeleteItem'].map((action) => ({ action, resource: table }));
    expect(() => all.check('dynamodb', caller, accesses)).toThrow(/dynamodb:DeleteItem/);
    expect(all.unusedGrants()).toHaveLength(1);
  });

  it('lets the runtime itself do everything', () => {
    expect(() =>
      policies().check('s3', { kind: 'root' }, [{ action: 's3:CreateBucket', resource: 'x' }]),
    ).not.toThrow();
  });
});

describe('unusedGrants', () => {
  it('names each action and resource that no request needed', () => {
    const all = policies(allow(['dynamodb:GetItem', 'dynamodb:Put*'], [table, `${table}/index/*`]));
    all.check('dynamodb', caller, [{ action: 'dynamodb:GetItem', resource: table }]);
    expect(all.unusedGrants()).toEqual([
      { role: 'Api', action: 'dynamodb:GetItem', resource: `${table}/index/*` },
      { role: 'Api', action: 'dynamodb:Put*', resource: table },
      { role: 'Api', action: 'dynamodb:Put*', resource: `${table}/index/*` },
    ]);
  });

  it('leaves out what nothing local can use, and denies', () => {
    const all = new Policies([
      {
        arn,
        name: 'Api',
        statements: [
          ...managedPolicy('arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole', 'test'),
          ...parseIdentityPolicy({ Statement: { Effect: 'Deny', Action: 's3:*', Resource: '*' } }, 'test'),
        ],
      },
    ]);
    expect(all.unusedGrants()).toEqual([]);
    expect(all.decide(caller, { action: 'logs:PutLogEvents', resource: 'x' })).toBe('allowed');
  });

  it('refuses an AWS managed policy that it does not know', () => {
    expect(() => managedPolicy('arn:aws:iam::aws:policy/AdministratorAccess', 'stack A, Role')).toThrow(
      'stack A, Role: the AWS managed policy "arn:aws:iam::aws:policy/AdministratorAccess" is not known locally.',
    );
  });
});

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sqs-permissions
describe('allowsService', () => {
  const queue = 'arn:aws:sqs:eu-central-1:000000000000:q';
  const statements = parseResourcePolicy(
    {
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: queue,
          Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:eu-central-1:000000000000:rule/bus/r' } },
        },
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 'sqs:*',
          Resource: queue,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
    'test',
  );
  const call = { service: 'events.amazonaws.com', action: 'sqs:SendMessage', resource: queue };

  it('allows the rule that the policy names, and no other', () => {
    const sourceArn = 'arn:aws:events:eu-central-1:000000000000:rule/bus/r';
    expect(allowsService(statements, { ...call, sourceArn })).toBe(true);
    expect(allowsService(statements, { ...call, sourceArn: `${sourceArn}2` })).toBe(false);
    expect(allowsService(statements, { ...call, sourceArn, service: 's3.amazonaws.com' })).toBe(false);
  });
});
