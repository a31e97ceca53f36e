import { z } from 'zod';
import { account } from '../aws/service.ts';
import { generatedName } from './physical-name.ts';
import { type ResourceType, resourceType, type Subject } from './resource-type.ts';

const arn = (service: string, rest: string): string =>
  `arn:${account.partition}:${service}:${account.region}:${account.id}:${rest}`;

/** Known, and on purpose not run here. Others may still ask for their names and ARNs. */
interface Unsupported {
  readonly type: string;
  readonly reason: string;
  readonly nameProperty?: string;
  readonly ref?: (subject: Subject) => string;
  readonly attributes?: ResourceType['attributes'];
}

const alarmArn = ({ name }: Subject): string => arn('cloudwatch', `alarm:${name}`);
const topicArn = ({ name }: Subject): string => arn('sns', name);
const versionArn = (subject: Subject): string => `${functionArn(subject)}:1`;
const functionArn = ({ property, logicalId, stack }: Subject): string => {
  const name = property('FunctionName');
  if (name === undefined) throw new Error(`Stack ${stack}, ${logicalId}: a version needs a FunctionName.`);
  return name.startsWith('arn:') ? name : arn('lambda', `function:${name}`);
};

const unsupported: readonly Unsupported[] = [
  {
    type: 'AWS::CDK::Metadata',
    reason: 'which constructs made the template; of no effect in AWS either',
  },
  {
    type: 'AWS::CloudWatch::Alarm',
    reason: 'there are no metrics to watch locally; the alarms are tested as data',
    nameProperty: 'AlarmName',
    attributes: { Arn: alarmArn },
  },
  {
    type: 'AWS::CloudWatch::CompositeAlarm',
    reason: 'there are no metrics to watch locally; the alarms are tested as data',
    nameProperty: 'AlarmName',
    attributes: { Arn: alarmArn },
  },
  {
    type: 'AWS::CloudWatch::Dashboard',
    reason: 'there are no metrics to draw locally',
    nameProperty: 'DashboardName',
  },
  {
    type: 'AWS::Events::EventBusPolicy',
    reason: 'whoever can reach a local bus is a role of this account, whose own policies are checked',
  },
  {
    type: 'AWS::Lambda::Version',
    reason: 'the runtime always runs the code of the assembly; a qualified name means the same function',
    ref: versionArn,
    attributes: { FunctionArn: versionArn, Version: () => '1' },
  },
  {
    type: 'AWS::Logs::LogGroup',
    reason: 'the runtime prints log lines itself',
    nameProperty: 'LogGroupName',
    attributes: { Arn: ({ name }) => arn('logs', `log-group:${name}:*`) },
  },
  {
    type: 'AWS::Logs::MetricFilter',
    reason: 'there are no metrics locally',
    nameProperty: 'FilterName',
  },
  {
    type: 'AWS::Logs::ResourcePolicy',
    reason: 'nothing local writes to CloudWatch Logs',
    nameProperty: 'PolicyName',
  },
  {
    type: 'AWS::SNS::Topic',
    reason: 'topics carry alarms, and there are no alarms locally',
    nameProperty: 'TopicName',
    ref: topicArn,
    attributes: { TopicArn: topicArn, TopicName: ({ name }) => name },
  },
  {
    type: 'AWS::SNS::Subscription',
    reason: 'topics carry alarms, and there are no alarms locally',
    ref: ({ stack, logicalId, property }) =>
      `${property('TopicArn') ?? ''}:${generatedName(stack, logicalId, { maxLength: 36 })}`,
  },
  {
    type: 'AWS::SNS::TopicPolicy',
    reason: 'topics carry alarms, and there are no alarms locally',
  },
];

/** Type → why it is not run. */
export const unsupportedReasons: Readonly<Record<string, string>> = Object.fromEntries(
  unsupported.map(({ type, reason }) => [type, reason]),
);

/** Their properties are not looked at: nothing is made of them. */
export const unsupportedTypes: readonly ResourceType[] = unsupported.map(({ type, nameProperty, ref, attributes }) =>
  resourceType({
    type,
    naming: nameProperty === undefined ? { maxLength: 255 } : { property: nameProperty, maxLength: 255 },
    ref: ref ?? (({ name }) => name),
    attributes: attributes ?? {},
    properties: z.looseObject({}),
  }),
);
