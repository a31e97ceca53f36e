import { describe, expect, it } from 'vitest';
import { readAssembly } from '../../../local/assembly/model.ts';
import { generatedName } from '../../../local/assembly/physical-name.ts';
import { endpoints, handWritten } from './synthesize.ts';

const read = (Resources: unknown) => readAssembly(handWritten({ Resources }), endpoints);

describe('properties', () => {
  it('stops at an unknown one and names stack, resource and property', async () => {
    const Properties = {
      AttributeDefinitions: [],
      KeySchema: [],
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    };
    await expect(read({ Table: { Type: 'AWS::DynamoDB::Table', Properties } })).rejects.toThrow(
      'Stack Hand, Table (AWS::DynamoDB::Table): the local runtime does not understand:\n  StreamSpecification: unknown property',
    );
  });

  it('stops at an unknown one inside another', async () => {
    const RedrivePolicy = { deadLetterTargetArn: 'x', maxReceiveCount: 1, colour: 'red' };
    await expect(read({ Q: { Type: 'AWS::SQS::Queue', Properties: { RedrivePolicy } } })).rejects.toThrow(
      'RedrivePolicy.colour: unknown property',
    );
  });

  it('reads over those that make no difference locally', async () => {
    const model = await read({ Q: { Type: 'AWS::SQS::Queue', Properties: { Tags: [{ Key: 'a', Value: 'b' }] } } });
    expect(model.queues[0]?.properties).not.toHaveProperty('Tags');
  });

  it('takes numbers and truths as text, as CloudFormation does', async () => {
    const Properties = { VisibilityTimeout: '30', FifoQueue: 'true' };
    const model = await read({ Q: { Type: 'AWS::SQS::Queue', Properties } });
    expect(model.queues[0]).toMatchObject({
      name: expect.stringMatching(/\.fifo$/),
      properties: { VisibilityTimeout: 30, FifoQueue: true },
    });
  });

  it('does not look at those of types that are not run', async () => {
    const model = await read({ Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Anything: 1 } } });
    expect(model.queues).toEqual([]);
  });
});

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
describe('generatedName', () => {
  it.each([63, 64, 80, 255])('fits %i characters and keeps its hash', (maxLength) => {
    const name = generatedName('S'.repeat(100), 'L'.repeat(200), { maxLength }, '.fifo');
    expect(name.length).toBeLessThanOrEqual(maxLength);
    expect(name).toMatch(/^S+-L+-[A-Z0-9]{12}\.fifo$/);
  });

  it('tells resources apart whose names are cut to the same', () => {
    const naming = { maxLength: 64 };
    expect(generatedName('Stack', `${'L'.repeat(100)}1`, naming)).not.toBe(
      generatedName('Stack', `${'L'.repeat(100)}2`, naming),
    );
  });
});
