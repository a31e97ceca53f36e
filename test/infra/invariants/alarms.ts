import { expect, test } from 'vitest';
import { z } from 'zod';
import { accountId } from '../render.ts';
import { anchors } from '../runbook.ts';
import type { World } from '../synth.ts';

const Alarm = z.object({
  AlarmDescription: z.string(),
  AlarmActions: z.array(z.string()).min(1),
  OKActions: z.array(z.string()).min(1),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
});
const Statement = z.object({
  Effect: z.string(),
  Action: z.union([z.string().transform((action) => [action]), z.array(z.string())]),
  Principal: z.unknown(),
  Condition: z.unknown().optional(),
});
const TopicPolicy = z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) });
const Key = z.object({ KeyPolicy: z.object({ Statement: z.array(Statement) }) });

const description = /^\[(?<severity>page|ticket)\] (?<impact>.+) Runbook: docs\/runbook\.md#(?<anchor>[a-z0-9-]+)$/;

export function alarmsSayWhatToDo(world: World): void {
  const alarms = world
    .of('AWS::CloudWatch::Alarm')
    .map(({ path, properties }) => ({ path, ...Alarm.parse(properties) }));
  const described = alarms.map(({ path, AlarmDescription }) => ({
    path,
    ...description.exec(AlarmDescription)?.groups,
  }));
  const cloudWatch = { Service: 'cloudwatch.amazonaws.com' };
  const ofThisAccount = { StringEquals: { 'aws:SourceAccount': accountId } };

  test('every alarm says its severity, its impact and its runbook', () => {
    expect(alarms).not.toHaveLength(0);
    expect(described.filter((each) => !('anchor' in each))).toEqual([]);
  });

  test('every impact is one sentence', () => {
    const isOneSentence = (impact = '') => /^[A-Z].+\w\.$/.test(impact) && !/[.!?] /.test(impact);
    expect(described.filter((each) => !isOneSentence(Object(each).impact))).toEqual([]);
  });

  test('every runbook anchor is a heading of the runbook', () => {
    expect(described.filter((each) => !anchors.includes(Object(each).anchor))).toEqual([]);
  });

  test('every function has an alarm on its errors', () => {
    const watched = alarms
      .filter(({ Namespace, MetricName }) => Namespace === 'AWS/Lambda' && MetricName === 'Errors')
      .map(({ Dimensions }) => world.at(Dimensions[0]?.Value).path);
    expect(watched.sort()).toEqual(
      world
        .of('AWS::Lambda::Function')
        .map(({ path }) => path)
        .sort(),
    );
  });

  test('the API has an alarm on answers that are errors of ours', () => {
    expect(
      alarms.filter(({ Namespace, MetricName }) => Namespace === 'AWS/ApiGateway' && MetricName === '5xx'),
    ).toHaveLength(1);
  });

  test('every alarm tells a topic when it starts and when it ends', () => {
    const told = alarms
      .flatMap(({ AlarmActions, OKActions }) => [...AlarmActions, ...OKActions])
      .map((arn) => world.at(arn).type);
    expect(new Set(told)).toEqual(new Set(['AWS::SNS::Topic']));
  });

  // https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
  test('CloudWatch may publish to the topic, for alarms of this account', () => {
    const [policy] = world.of('AWS::SNS::TopicPolicy');
    expect(TopicPolicy.parse(policy?.properties).PolicyDocument.Statement).toContainEqual({
      Effect: 'Allow',
      Action: ['sns:Publish'],
      Principal: cloudWatch,
      Condition: ofThisAccount,
    });
  });

  // https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
  test('CloudWatch may use the key of the topic, for alarms of this account', () => {
    const { KmsMasterKeyId } = z
      .object({ KmsMasterKeyId: z.string() })
      .parse(world.of('AWS::SNS::Topic')[0]?.properties);
    expect(Key.parse(world.at(KmsMasterKeyId).properties).KeyPolicy.Statement).toContainEqual({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Principal: cloudWatch,
      Condition: ofThisAccount,
    });
  });
}
