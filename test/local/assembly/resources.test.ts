import { describe, expect, it } from 'vitest';
import { loadAssembly } from '../../../local/assembly/load.ts';
import { resolveStacks } from '../../../local/assembly/resolve.ts';
import { unsupportedReasons } from '../../../local/assembly/unsupported.ts';
import { endpoints, handWritten } from './synthesize.ts';

const account = '000000000000';
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-central-1:${account}:${rest}`;

type Case = [type: string, Properties: Record<string, unknown>, ref: unknown, attributes: Record<string, unknown>];

// "Return values" of each type in https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html
const cases: Case[] = [
  ['AWS::DynamoDB::Table', { TableName: 't' }, 't', { Arn: arn('dynamodb', 'table/t') }],
  [
    'AWS::SQS::Queue',
    { QueueName: 'q' },
    `${endpoints.awsEndpoint}/${account}/q`,
    { Arn: arn('sqs', 'q'), QueueName: 'q' },
  ],
  ['AWS::SQS::Queue', { FifoQueue: true }, expect.stringMatching(/Hand-Thing-[A-Z0-9]{12}\.fifo$/), {}],
  [
    'AWS::S3::Bucket',
    { BucketName: 'b' },
    'b',
    { Arn: 'arn:aws:s3:::b', RegionalDomainName: 'b.s3.eu-central-1.amazonaws.com' },
  ],
  ['AWS::Events::EventBus', { Name: 'bus' }, 'bus', { Arn: arn('events', 'event-bus/bus'), Name: 'bus' }],
  ['AWS::Events::Rule', { Name: 'r' }, 'r', { Arn: arn('events', 'rule/r') }],
  ['AWS::Events::Rule', { Name: 'r', EventBusName: 'bus' }, 'bus|r', { Arn: arn('events', 'rule/bus/r') }],
  [
    'AWS::Events::Rule',
    { Name: 'r', EventBusName: arn('events', 'event-bus/bus') },
    'bus|r',
    { Arn: arn('events', 'rule/bus/r') },
  ],
  ['AWS::Events::Archive', { ArchiveName: 'a' }, 'a', { Arn: arn('events', 'archive/a') }],
  ['AWS::Scheduler::Schedule', { Name: 's', GroupName: 'g' }, 's', { Arn: arn('scheduler', 'schedule/g/s') }],
  ['AWS::Scheduler::Schedule', { Name: 's' }, 's', { Arn: arn('scheduler', 'schedule/default/s') }],
  ['AWS::Scheduler::ScheduleGroup', { Name: 'g' }, 'g', { Arn: arn('scheduler', 'schedule-group/g') }],
  [
    'AWS::SecretsManager::Secret',
    { Name: 'x' },
    expect.stringMatching(/:secret:x-.{6}$/),
    { Id: expect.stringMatching(/:secret:x-.{6}$/) },
  ],
  [
    'AWS::KMS::Key',
    {},
    expect.stringMatching(/^[0-9a-f-]{36}$/),
    { Arn: expect.stringMatching(/:key\/[0-9a-f-]{36}$/) },
  ],
  ['AWS::KMS::Alias', { AliasName: 'alias/k' }, 'alias/k', {}],
  ['AWS::IAM::Role', { RoleName: 'r', Path: '/team/' }, 'r', { Arn: `arn:aws:iam::${account}:role/team/r` }],
  ['AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'p' }, `arn:aws:iam::${account}:policy/p`, {}],
  ['AWS::Lambda::Function', { FunctionName: 'f' }, 'f', { Arn: arn('lambda', 'function:f') }],
  ['AWS::Lambda::Version', { FunctionName: 'f' }, arn('lambda', 'function:f:1'), { Version: '1' }],
  ['AWS::Lambda::Alias', { FunctionName: 'f', Name: 'live' }, arn('lambda', 'function:f:live'), {}],
  ['AWS::Lambda::EventSourceMapping', {}, expect.stringMatching(/^[0-9a-f-]{36}$/), {}],
  ['AWS::ApiGatewayV2::Api', {}, expect.stringMatching(/^[a-z0-9]{10}$/), { ApiEndpoint: endpoints.apiUrl }],
  ['AWS::ApiGatewayV2::Stage', { StageName: '$default' }, '$default', {}],
  [
    'AWS::SES::EmailIdentity',
    { EmailIdentity: 'a.b' },
    'a.b',
    { DkimDNSTokenName1: expect.stringMatching(/\._domainkey\.a\.b$/) },
  ],
  ['AWS::Logs::LogGroup', { LogGroupName: '/l' }, '/l', { Arn: arn('logs', 'log-group:/l:*') }],
  ['AWS::SNS::Topic', { TopicName: 't' }, arn('sns', 't'), { TopicName: 't' }],
  ['AWS::CloudWatch::Alarm', { AlarmName: 'a' }, 'a', { Arn: arn('cloudwatch', 'alarm:a') }],
  ['AWS::CloudWatch::Dashboard', { DashboardName: 'd' }, 'd', {}],
];

describe('resource types', () => {
  it.each(cases)('%s %j', async (Type, Properties, ref, attributes) => {
    const names = Object.keys(attributes);
    const folder = handWritten({
      Resources: { Thing: { Type, Properties } },
      Outputs: {
        Ref: { Value: { Ref: 'Thing' } },
        ...Object.fromEntries(names.map((name) => [name, { Value: { 'Fn::GetAtt': ['Thing', name] } }])),
      },
    });
    const [stack] = resolveStacks(await loadAssembly(folder), endpoints);
    expect(stack?.outputs).toEqual({ Ref: ref, ...attributes });
  });

  it('have a reason each where they are not run', () => {
    expect(Object.keys(unsupportedReasons)).toContain('AWS::CloudWatch::Alarm');
    for (const reason of Object.values(unsupportedReasons)) expect(reason.length).toBeGreaterThan(20);
  });

  it('take the ARN that an emulator gave a secret', async () => {
    const folder = handWritten({
      Resources: { S: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'x' } } },
      Outputs: { Arn: { Value: { Ref: 'S' } } },
    });
    const [stack] = resolveStacks(await loadAssembly(folder), { ...endpoints, secretArns: { x: 'arn:other' } });
    expect(stack?.outputs.Arn).toBe('arn:other');
  });
});
