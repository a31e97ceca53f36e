import { describe, expect, test } from 'vitest';
import { parseResourcePolicy } from '../../local/aws/iam/policy-document.ts';
import { createDeliverer, type Parcel } from '../../local/deliver.ts';

const queue = 'arn:aws:sqs:eu-central-1:000000000000:jobs';
const fn = 'arn:aws:lambda:eu-central-1:000000000000:function:sweep';
const rule = 'arn:aws:events:eu-central-1:000000000000:rule/every-minute';

function allowing(action: string, resource: string, sourceArn: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        ...{ Effect: 'Allow', Action: action, Resource: resource, Principal: { Service: 'events.amazonaws.com' } },
        Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
      },
    ],
  };
}

function scene(policy: unknown = undefined) {
  const delivered: unknown[] = [];
  const deliver = createDeliverer({
    checkRole: (roleArn, action) => {
      if (roleArn !== 'good') throw new Error(`${roleArn} may not ${action}`);
    },
    sendToQueue: async (arn, message) => void delivered.push([arn, message]),
    queuePolicy: () => (policy === undefined ? undefined : JSON.stringify(policy)),
    invokeAsync: async (arn, payload) => void delivered.push([arn, payload]),
    functionPolicy: () => (policy === undefined ? [] : parseResourcePolicy(policy, 'test')),
  });
  return { delivered, deliver };
}

const toQueue: Parcel = {
  arn: queue,
  input: '{"a":1}',
  service: 'events.amazonaws.com',
  sourceArn: rule,
  messageGroupId: 'org',
};
const toFunction: Parcel = { arn: fn, input: '{"a":1}', service: 'events.amazonaws.com', sourceArn: rule };

describe('a parcel to a queue', () => {
  test('arrives when the queue policy lets its rule in', async () => {
    const { deliver, delivered } = scene(allowing('sqs:SendMessage', queue, rule));
    await deliver(toQueue);
    expect(delivered).toEqual([[queue, { body: '{"a":1}', messageGroupId: 'org' }]]);
  });

  test.each([
    ['without a policy', undefined],
    ['of another rule', allowing('sqs:SendMessage', queue, `${rule}-other`)],
    ['with another action', allowing('sqs:ReceiveMessage', queue, rule)],
  ])('%s is refused by name', async (_, policy) => {
    const { deliver, delivered } = scene(policy);
    await expect(deliver(toQueue)).rejects.toMatchObject({ code: 'NO_PERMISSIONS', status: 403 });
    expect(delivered).toEqual([]);
  });
});

describe('a parcel to a function', () => {
  test('arrives parsed when its permission lets the rule in', async () => {
    const { deliver, delivered } = scene(allowing('lambda:InvokeFunction', fn, rule));
    await deliver(toFunction);
    expect(delivered).toEqual([[fn, { a: 1 }]]);
  });

  test('sent with a role is a matter of the role', async () => {
    const { deliver, delivered } = scene();
    await deliver({ ...toFunction, roleArn: 'good' });
    expect(delivered).toHaveLength(1);
    await expect(deliver({ ...toFunction, roleArn: 'bad' })).rejects.toThrow('bad may not lambda:InvokeFunction');
  });
});

test('a target of another kind is refused by name', async () => {
  await expect(scene().deliver({ ...toFunction, arn: 'arn:aws:sns:x:y:z' })).rejects.toMatchObject({
    code: 'InvalidArn',
  });
});
