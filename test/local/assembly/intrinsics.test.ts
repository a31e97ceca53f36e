// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables like this.
import { describe, expect, it } from 'vitest';
import { loadAssembly } from '../../../local/assembly/load.ts';
import { resolveStacks } from '../../../local/assembly/resolve.ts';
import { endpoints, handWritten } from './synthesize.ts';

interface Parts {
  Resources?: unknown;
  Conditions?: unknown;
  Mappings?: unknown;
  Parameters?: unknown;
}

/** What an output with this value gives. */
async function output(Value: unknown, parts: Parts = {}): Promise<unknown> {
  const folder = handWritten({ ...parts, Outputs: { Out: { Value } } });
  return resolveStacks(await loadAssembly(folder), endpoints)[0]?.outputs.Out;
}

const Resources = { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } } };

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
describe('intrinsic functions', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref of a resource', { Ref: 'Queue' }, 'http://127.0.0.1:4566/000000000000/q'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:eu-central-1:000000000000:q'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Queue.QueueName' }, 'q'],
    [
      'pseudo parameters',
      { 'Fn::Sub': '${AWS::Partition}/${AWS::AccountId}/${AWS::Region}/${AWS::URLSuffix}' },
      'aws/000000000000/eu-central-1/amazonaws.com',
    ],
    ['AWS::StackName', { Ref: 'AWS::StackName' }, 'Hand'],
    [
      'AWS::StackId',
      { Ref: 'AWS::StackId' },
      expect.stringMatching(/^arn:aws:cloudformation:eu-central-1:000000000000:stack\/Hand\//),
    ],
    [
      'Sub with attributes and a literal',
      { 'Fn::Sub': '${Queue.Arn} ${!Kept}' },
      'arn:aws:sqs:eu-central-1:000000000000:q ${Kept}',
    ],
    [
      'Sub with its own variables',
      { 'Fn::Sub': ['${A}-${AWS::Region}', { A: { Ref: 'AWS::StackName' } }] },
      'Hand-eu-central-1',
    ],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, 1]] }, 'a-eu-central-1-1'],
    ['Select of Split', { 'Fn::Select': ['5', { 'Fn::Split': [':', { 'Fn::GetAtt': ['Queue', 'Arn'] }] }] }, 'q'],
    ['Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    ['If', { 'Fn::If': ['Yes', 'then', 'else'] }, 'then'],
    ['If not', { 'Fn::If': ['No', 'then', 'else'] }, 'else'],
    ['a condition of conditions', { 'Fn::If': ['Both', 'then', 'else'] }, 'else'],
    ['one of conditions', { 'Fn::If': ['Either', 'then', 'else'] }, 'then'],
    ['NoValue in an object', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
    ['NoValue in a list', [{ 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] }, 2], [2]],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'memory'] }, 256],
    ['a parameter', { Ref: 'Level' }, 'debug'],
  ])('gives %s', async (_, value, expected) => {
    const given = await output(value, {
      Resources,
      Parameters: { Level: { Type: 'String', Default: 'debug' } },
      Mappings: { Sizes: { 'eu-central-1': { memory: 256 } } },
      Conditions: {
        Yes: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-central-1'] },
        No: { 'Fn::Not': [{ Condition: 'Yes' }] },
        Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
        Either: { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
      },
    });
    expect(given).toEqual(expected);
  });

  it.each<[string, unknown, string]>([
    ['an unknown resource', { a: [{ Ref: 'Nobody' }] }, 'Stack Hand, output Out.a[0]: Ref names "Nobody"'],
    ['an unknown resource in GetAtt', { 'Fn::GetAtt': ['Nobody', 'Arn'] }, 'Fn::GetAtt names "Nobody"'],
    [
      'an unknown attribute',
      { 'Fn::GetAtt': ['Queue', 'Colour'] },
      'AWS::SQS::Queue "Queue" has no attribute "Colour"',
    ],
    ['an unknown function', { 'Fn::GetAZs': '' }, 'the function Fn::GetAZs is not supported locally'],
    ['an unknown export', { 'Fn::ImportValue': 'x' }, 'no stack before this one exports "x"'],
    ['an unknown condition', { 'Fn::If': ['Maybe', 1, 2] }, 'there is no condition "Maybe"'],
    ['an unknown map', { 'Fn::FindInMap': ['M', 'a', 'b'] }, 'finds nothing at M.a.b'],
    ['a parameter without default', { Ref: 'Given' }, 'the parameter "Given" has no default'],
    ['an index out of range', { 'Fn::Select': [3, ['a']] }, 'Fn::Select finds nothing'],
  ])('stops at %s and says where', async (_, value, message) => {
    const parts = { Resources, Parameters: { Given: { Type: 'String' } } };
    await expect(output(value, parts)).rejects.toThrow(message);
  });
});

describe('resources', () => {
  const queue = (Properties: unknown, more = {}) => ({ Type: 'AWS::SQS::Queue', Properties, ...more });

  it('leaves out what a condition switches off', async () => {
    const Conditions = { Off: { 'Fn::Equals': ['a', 'b'] } };
    const parts = { Conditions, Resources: { Gone: queue({}, { Condition: 'Off' }) } };
    await expect(output({ Ref: 'Gone' }, parts)).rejects.toThrow('Ref names "Gone"');
  });

  it('refuses resources that wait for each other', async () => {
    const parts = {
      Resources: {
        A: queue({ RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['B', 'Arn'] }, maxReceiveCount: 1 } }),
        B: queue({ QueueName: { 'Fn::Sub': 'b-${A.QueueName}' } }),
      },
    };
    await expect(output('x', parts)).rejects.toThrow('Stack Hand: circular dependency between resources: A → B → A.');
  });

  it('names a resource type that nobody knows', async () => {
    const parts = { Resources: { Cluster: { Type: 'AWS::ECS::Cluster' } } };
    await expect(output('x', parts)).rejects.toThrow(
      'Stack Hand, Cluster: the resource type AWS::ECS::Cluster is not known to the local runtime.',
    );
  });
});
