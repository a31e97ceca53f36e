import { describe, expect, it } from 'vitest';
import { readAssembly } from '../../../../local/assembly/model.ts';
import { endpoints, handWritten } from '../synthesize.ts';

const trust = (Service: string) => ({
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
});
const allow = (Action: string) => ({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const role = (more = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { RoleName: 'r', AssumeRolePolicyDocument: trust('lambda.amazonaws.com'), ...more },
});
const read = (Resources: unknown) => readAssembly(handWritten({ Resources }), endpoints);

// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
describe('a role', () => {
  it('has the statements of inline, attached, own managed and AWS managed policies', async () => {
    const basic = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    const { roles } = await read({
      Role: role({
        Policies: [{ PolicyName: 'inline', PolicyDocument: allow('s3:GetObject') }],
        ManagedPolicyArns: [basic, { Ref: 'ByArn' }],
      }),
      Attached: {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyName: 'p', PolicyDocument: allow('sqs:SendMessage'), Roles: [{ Ref: 'Role' }] },
      },
      ByArn: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: allow('ses:SendEmail') } },
      ByRole: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { PolicyDocument: allow('events:PutEvents'), Roles: [{ Ref: 'Role' }] },
      },
    });
    expect(roles[0]?.statements.flatMap(({ actions }) => actions.values).sort()).toEqual([
      'events:PutEvents',
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetObject',
      'ses:SendEmail',
      'sqs:SendMessage',
    ]);
    expect(roles[0]?.trust[0]?.principals.services).toEqual(['lambda.amazonaws.com']);
  });

  it('stops the load with a condition that cannot be evaluated, and says where', async () => {
    const Statement = { ...allow('s3:*').Statement[0], Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };
    const Policies = [{ PolicyName: 'p', PolicyDocument: { Statement: [Statement] } }];
    await expect(read({ Role: role({ Policies }) })).rejects.toThrow(
      'Stack Hand, Role: The IAM condition operator "IpAddress"',
    );
  });

  it('must be there for a policy that is attached to it', async () => {
    const Properties = { PolicyName: 'p', PolicyDocument: allow('s3:*'), Roles: ['stranger'] };
    await expect(read({ Policy: { Type: 'AWS::IAM::Policy', Properties } })).rejects.toThrow(
      'A policy is attached to the role "stranger", which no template has.',
    );
  });

  it('may not use a permissions boundary, which would not be evaluated', async () => {
    await expect(read({ Role: role({ PermissionsBoundary: 'arn:x' }) })).rejects.toThrow(
      'PermissionsBoundary: unknown property',
    );
  });
});
