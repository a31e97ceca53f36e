import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeArchiveCommand,
  DescribeRuleCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateScheduleCommand, GetScheduleCommand, ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { Duration, Stack } from 'aws-cdk-lib';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Schedule as Rate, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Schedule, ScheduleExpression, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import type { AssemblyModel } from '../../../../local/assembly/model.ts';
import { provision } from '../../../../local/assembly/provision/provision.ts';
import { readApp, temporaryFolder } from '../synthesize.ts';
import { openWorld } from './world.ts';

interface Variant {
  readonly visibility?: number;
  readonly indexes?: readonly string[];
  readonly timeToLive?: string;
  readonly hasRules?: boolean;
}

function model({
  visibility = 60,
  indexes = ['byA'],
  timeToLive = 'expiresAt',
  hasRules = true,
}: Variant = {}): Promise<AssemblyModel> {
  return readApp((app) => {
    const stack = new Stack(app, 'Tasks');
    new TableV2(stack, 'Table', {
      tableName: 'tasks',
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      timeToLiveAttribute: timeToLive,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      globalSecondaryIndexes: indexes.map((indexName) => ({
        indexName,
        partitionKey: { name: indexName.slice(2), type: AttributeType.STRING },
      })),
    });
    const deadLetterQueue = { queue: new Queue(stack, 'ZDead', { queueName: 'dead' }), maxReceiveCount: 3 };
    const queue = new Queue(stack, 'Queue', {
      queueName: 'work',
      visibilityTimeout: Duration.seconds(visibility),
      deadLetterQueue,
    });
    const bus = new EventBus(stack, 'Bus', { eventBusName: 'odavl' });
    bus.archive('Archive', { archiveName: 'all', eventPattern: { source: ['odavl'] }, retention: Duration.days(30) });
    new Secret(stack, 'Signing', {
      secretName: 'signing',
      generateSecretString: {
        secretStringTemplate: '{"user":"api"}',
        generateStringKey: 'key',
        passwordLength: 48,
        excludePunctuation: true,
      },
    });
    new EmailIdentity(stack, 'Mail', { identity: Identity.domain('odavl.example') });
    const scheduleGroup = new ScheduleGroup(stack, 'Group', { scheduleGroupName: 'odavl' });
    if (!hasRules) return;
    const rule = { eventBus: bus, ruleName: 'on-task', eventPattern: { source: ['odavl'] } };
    new Rule(stack, 'OnTask', { ...rule, targets: [new SqsQueue(queue, { messageGroupId: undefined })] });
    new Rule(stack, 'Sweep', {
      ruleName: 'sweep',
      schedule: Rate.rate(Duration.minutes(5)),
      targets: [new SqsQueue(queue)],
    });
    new Schedule(stack, 'Nightly', {
      scheduleName: 'nightly',
      scheduleGroup,
      schedule: ScheduleExpression.cron({ hour: '3', minute: '0' }),
      target: new SqsSendMessage(queue),
    });
  });
}

describe('provision', () => {
  it('makes what the templates ask for', async () => {
    const { options, clients } = await openWorld(temporaryFolder());
    const wanted = await model();
    expect(await provision(wanted, options)).toEqual({ secretArns: { signing: wanted.secrets[0]?.ref } });

    const { Table } = await clients.dynamodb.send(new DescribeTableCommand({ TableName: 'tasks' }));
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } });
    const ttl = await clients.dynamodb.send(new DescribeTimeToLiveCommand({ TableName: 'tasks' }));
    expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
    const backups = await clients.dynamodb.send(new DescribeContinuousBackupsCommand({ TableName: 'tasks' }));
    expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe(
      'ENABLED',
    );

    const { QueueUrl } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName: 'work' }));
    const { Attributes } = await clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes?.VisibilityTimeout).toBe('60');
    expect(JSON.parse(Attributes?.RedrivePolicy ?? '')).toMatchObject({
      deadLetterTargetArn: 'arn:aws:sqs:eu-central-1:000000000000:dead',
    });
    expect(Attributes?.Policy).toContain('events.amazonaws.com');

    const rule = await clients.events.send(new DescribeRuleCommand({ Name: 'on-task', EventBusName: 'odavl' }));
    expect(rule).toMatchObject({ State: 'ENABLED', EventPattern: '{"source":["odavl"]}' });
    const targets = await clients.events.send(new ListTargetsByRuleCommand({ Rule: 'on-task', EventBusName: 'odavl' }));
    expect(targets.Targets?.[0]?.Arn).toBe('arn:aws:sqs:eu-central-1:000000000000:work');
    const archive = await clients.events.send(new DescribeArchiveCommand({ ArchiveName: 'all' }));
    expect(archive).toMatchObject({ RetentionDays: 30 });
    const nightly = await clients.scheduler.send(new GetScheduleCommand({ Name: 'nightly', GroupName: 'odavl' }));
    expect(nightly.ScheduleExpression).toMatch(/^cron\(0 3 /);

    const { SecretString } = await clients.secrets.send(
      new GetSecretValueCommand({ SecretId: wanted.secrets[0]?.ref }),
    );
    expect(JSON.parse(SecretString ?? '')).toEqual({ user: 'api', key: expect.stringMatching(/^[A-Za-z0-9]{48}$/) });
    const identity = await clients.ses.send(new GetEmailIdentityCommand({ EmailIdentity: 'odavl.example' }));
    expect(identity.VerifiedForSendingStatus).toBe(true);
  });

  it('changes nothing the second time, and keeps data and secrets', async () => {
    const { options, clients, writes } = await openWorld(temporaryFolder());
    await provision(await model(), options);
    await clients.dynamodb.send(new PutItemCommand({ TableName: 'tasks', Item: { pk: { S: '1' } } }));
    const secret = await clients.secrets.send(new GetSecretValueCommand({ SecretId: 'signing' }));
    writes();
    await provision(await model(), options);
    expect(writes()).toEqual([]);
    const item = await clients.dynamodb.send(new GetItemCommand({ TableName: 'tasks', Key: { pk: { S: '1' } } }));
    expect(item.Item).toEqual({ pk: { S: '1' } });
    const again = await clients.secrets.send(new GetSecretValueCommand({ SecretId: 'signing' }));
    expect(again.SecretString).toBe(secret.SecretString);
  });

  it('brings changed settings up to date', async () => {
    const { options, clients } = await openWorld(temporaryFolder());
    await provision(await model(), options);
    await provision(await model({ visibility: 90, indexes: ['byB', 'byC'], timeToLive: 'goneAt' }), options);
    const { QueueUrl } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName: 'work' }));
    const { Attributes } = await clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes?.VisibilityTimeout).toBe('90');
    const { Table } = await clients.dynamodb.send(new DescribeTableCommand({ TableName: 'tasks' }));
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).sort()).toEqual(['byB', 'byC']);
    const ttl = await clients.dynamodb.send(new DescribeTimeToLiveCommand({ TableName: 'tasks' }));
    expect(ttl.TimeToLiveDescription?.AttributeName).toBe('goneAt');
  });

  it('removes rules and schedules that left the template, but not what functions made', async () => {
    const { options, clients } = await openWorld(temporaryFolder());
    const before = await model();
    await provision(before, options);
    const { Target } = before.schedules[0]?.properties ?? {};
    await clients.scheduler.send(
      new CreateScheduleCommand({
        Name: 'by-a-user',
        GroupName: 'odavl',
        ScheduleExpression: 'rate(1 day)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target,
      }),
    );
    await provision(await model({ hasRules: false }), options);
    const rules = await clients.events.send(new ListRulesCommand({ EventBusName: 'odavl', NamePrefix: 'on-' }));
    expect(rules.Rules).toEqual([]);
    const swept = clients.events.send(new DescribeRuleCommand({ Name: 'sweep' }));
    await expect(swept).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const { Schedules } = await clients.scheduler.send(new ListSchedulesCommand({ GroupName: 'odavl' }));
    expect(Schedules?.map(({ Name }) => Name)).toEqual(['by-a-user']);
  });

  it('refuses to change the keys of a table', async () => {
    const { options } = await openWorld(temporaryFolder());
    const first = await model();
    await provision(first, options);
    const [table] = first.tables;
    if (!table) throw new Error('The model has no table.');
    const KeySchema = [{ AttributeName: 'A', KeyType: 'HASH' as const }];
    const changed = { ...first, tables: [{ ...table, properties: { ...table.properties, KeySchema } }] };
    await expect(provision(changed, options)).rejects.toThrow('The table "tasks" has other keys than the template.');
  });
});
