import { expect, test } from 'vitest';
import { z } from 'zod';
import { deadLetterQueues } from '../cfn-guard-allowed.ts';
import type { World } from '../synth.ts';

const Redrive = z.object({
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number().int().min(1) }),
});
const Visibility = z.object({ VisibilityTimeout: z.number() });
const Retention = z.object({ MessageRetentionPeriod: z.number() });
const Mapping = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  FunctionResponseTypes: z.array(z.string()),
});
const Alarm = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Value: z.string() })),
});
const Target = z.object({ Arn: z.string(), DeadLetterConfig: z.object({ Arn: z.string() }).optional() });
const Rule = z.object({ Targets: z.array(Target) });

export function queuesNeverLose(world: World): void {
  const parked = deadLetterQueues(world);
  const working = world.of('AWS::SQS::Queue').filter((queue) => !parked.includes(queue));
  const mappings = world.of('AWS::Lambda::EventSourceMapping').map(({ properties }) => Mapping.parse(properties));

  test('every queue parks what cannot be handled in a dead-letter queue', () => {
    expect(working).not.toHaveLength(0);
    expect(working.filter(({ properties }) => !Redrive.safeParse(properties).success)).toEqual([]);
  });

  test('every dead-letter queue has an alarm on its messages', () => {
    const watched = world
      .of('AWS::CloudWatch::Alarm')
      .map(({ properties }) => Alarm.safeParse(properties).data)
      .filter((alarm) => alarm?.Namespace === 'AWS/SQS' && alarm.MetricName === 'ApproximateNumberOfMessagesVisible')
      .map((alarm) => world.at(alarm?.Dimensions[0]?.Value).path);
    expect(parked.map(({ path }) => path).filter((path) => !watched.includes(path))).toEqual([]);
  });

  // A parked message keeps the age that it had: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
  test('every queue keeps messages for 14 days, the longest that SQS can', () => {
    const short = world
      .of('AWS::SQS::Queue')
      .filter(({ properties }) => Retention.parse(properties).MessageRetentionPeriod < 1_209_600);
    expect(short).toEqual([]);
  });

  test('every queue has exactly one consumer', () => {
    const consumed = mappings.map(({ EventSourceArn }) => world.at(EventSourceArn).path);
    expect(consumed.sort()).toEqual(working.map(({ path }) => path).sort());
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
  test('every queue hides a message for six times as long as its consumer may run', () => {
    const tooShort = mappings.filter(({ EventSourceArn, FunctionName }) => {
      const { Timeout } = z.object({ Timeout: z.number() }).parse(world.at(FunctionName).properties);
      return Visibility.parse(world.at(EventSourceArn).properties).VisibilityTimeout < 6 * Timeout;
    });
    expect(tooShort).toEqual([]);
  });

  test('every consumer reports failures for each message by itself', () => {
    expect(
      mappings.filter(({ FunctionResponseTypes }) => !FunctionResponseTypes.includes('ReportBatchItemFailures')),
    ).toEqual([]);
  });

  test('every queue that the bus delivers to has a place for what could not be delivered', () => {
    const targets = world.of('AWS::Events::Rule').flatMap(({ properties }) => Rule.parse(properties).Targets);
    const queues = targets.filter(({ Arn }) => world.at(Arn).type === 'AWS::SQS::Queue');
    expect(queues).not.toHaveLength(0);
    for (const { DeadLetterConfig } of queues) expect(parked).toContain(world.at(DeadLetterConfig?.Arn));
  });
}
