import {
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { expect, test, vi } from 'vitest';
import type { Delivery } from '../../../../local/aws/outbound/delivery.ts';
import { AwsError } from '../../../../local/aws/service.ts';
import { localEvents, order, queueArn, ruleToQueue } from './local-events.ts';

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html

type Local = Awaited<ReturnType<typeof localEvents>>;

async function withTarget({ client }: Local, target: Partial<Target>): Promise<void> {
  await ruleToQueue(client);
  await client.send(new PutTargetsCommand({ Rule: 'orders', Targets: [{ Id: 'queue', Arn: queueArn, ...target }] }));
}

test.each<[string, Partial<Target>, string]>([
  ['a constant input', { Input: '{"a": 1}' }, '{"a": 1}'],
  ['a part of the event', { InputPath: '$.detail' }, '{"id":7}'],
  ['a part that is not there', { InputPath: '$.detail.nothing' }, 'null'],
  [
    'a transformed event',
    {
      InputTransformer: {
        InputPathsMap: { id: '$.detail.id' },
        InputTemplate: '{"order": <id>, "rule": <aws.events.rule-name>}',
      },
    },
    '{"order":7,"rule":"orders"}',
  ],
])('a target gets %s', async (_what, target, expected) => {
  const local = await localEvents();
  await withTarget(local, target);
  await local.client.send(new PutEventsCommand({ Entries: [order({ id: 7 })] }));
  await vi.waitFor(() => expect(local.deliveries.map(({ input }) => input)).toEqual([expected]));
});

test('a FIFO queue gets its message group, and the role comes along', async () => {
  const local = await localEvents();
  const RoleArn = 'arn:aws:iam::000000000000:role/r';
  await withTarget(local, { Arn: `${queueArn}.fifo`, SqsParameters: { MessageGroupId: 'g' }, RoleArn });
  await local.client.send(new PutEventsCommand({ Entries: [order()] }));
  await vi.waitFor(() => expect(local.deliveries).toMatchObject([{ messageGroupId: 'g', roleArn: RoleArn }]));
});

test('targets are listed as they were put', async () => {
  const local = await localEvents();
  const target = { RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 }, InputPath: '$' };
  await withTarget(local, target);
  const { Targets } = await local.client.send(new ListTargetsByRuleCommand({ Rule: 'orders' }));
  expect(Targets).toEqual([{ Id: 'queue', Arn: queueArn, ...target }]);
});

test.each<[string, Partial<Target>]>([
  [
    'Only one of Input, InputPath, or InputTransformer must be provided for target queue.',
    { Input: '1', InputPath: '$' },
  ],
  ['Parameter(s) SqsParameters must be specified for target: queue.', { Arn: `${queueArn}.fifo` }],
  ['Parameter Input is not valid.', { Input: '{' }],
  ['Parameter InputPath is not valid.', { InputPath: '$..x' }],
  [
    'Parameter InputPathsMap is not valid.',
    { InputTransformer: { InputPathsMap: { 'aws.x': '$' }, InputTemplate: '1' } },
  ],
  ['Provided Arn is not in correct format.', { Arn: 'queue' }],
  ['Parameter DeadLetterConfig is not valid.', { DeadLetterConfig: { Arn: `${queueArn}.fifo` } }],
  ["does not support the parameter 'Targets.0.KinesisParameters'", { KinesisParameters: { PartitionKeyPath: '$' } }],
  ['RetryPolicy.MaximumRetryAttempts', { RetryPolicy: { MaximumRetryAttempts: 186 } }],
])('%s', async (message, target) => {
  const local = await localEvents();
  await expect(withTarget(local, target)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(message),
  });
});

test('a rule has at most five targets', async () => {
  const { client } = await localEvents();
  await client.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source": ["a"]}' }));
  const targets = (count: number) => Array.from({ length: count }, (_, index) => ({ Id: `${index}`, Arn: queueArn }));
  await client.send(new PutTargetsCommand({ Rule: 'r', Targets: targets(5) }));
  await client.send(new PutTargetsCommand({ Rule: 'r', Targets: targets(5) }));
  await expect(client.send(new PutTargetsCommand({ Rule: 'r', Targets: targets(6) }))).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'The requested resource exceeds the maximum number allowed.',
  });
});

test('a target of a rule that does not exist is refused', async () => {
  const { client } = await localEvents();
  const put = new PutTargetsCommand({ Rule: 'nothing', Targets: [{ Id: 'a', Arn: queueArn }] });
  await expect(client.send(put)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html#eb-rule-dlq
test('after its retries an event goes to the dead-letter queue with the documented attributes', async () => {
  const arrived: Delivery[] = [];
  const local = await localEvents({
    deliver: async (delivery) => {
      arrived.push(delivery);
      if (delivery.arn === queueArn) throw new AwsError('ServiceUnavailable', 'later', 503);
    },
  });
  const dlq = 'arn:aws:sqs:eu-central-1:000000000000:dlq';
  const RoleArn = 'arn:aws:iam::000000000000:role/r';
  await withTarget(local, { RoleArn, RetryPolicy: { MaximumRetryAttempts: 1 }, DeadLetterConfig: { Arn: dlq } });
  await local.client.send(new PutEventsCommand({ Entries: [order({ id: 9 })] }));
  await local.clock.advanceSlowly(60_000);
  expect(arrived.map(({ arn }) => arn)).toEqual([queueArn, queueArn, dlq]);
  expect(arrived.map(({ roleArn }) => roleArn)).toEqual([RoleArn, RoleArn, undefined]);
  expect(arrived[2]?.input).toBe(arrived[0]?.input);
  expect(arrived[2]?.attributes).toEqual({
    RULE_ARN: 'arn:aws:events:eu-central-1:000000000000:rule/orders',
    TARGET_ARN: queueArn,
    ERROR_CODE: 'ERROR_FROM_TARGET',
    ERROR_MESSAGE: 'later',
    RETRY_ATTEMPTS: '1',
    EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
  });
});
