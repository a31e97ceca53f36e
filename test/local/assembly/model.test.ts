import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Duration, RemovalPolicy, SecretValue, Stack } from 'aws-cdk-lib';
import { CfnStage, CorsHttpMethod, HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Alarm, ComparisonOperator, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, Billing, Table, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { code, endpoints, readApp } from './synthesize.ts';

// A replica's key needs a known region.
const env = { account: '000000000000', region: 'eu-central-1' };

/** Two stacks as the app has them: one with what is shared, one with a service that imports from it. */
function twoStacks(app: App): void {
  const platform = new Stack(app, 'Platform', { env });
  const key = new Key(platform, 'Key', { enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY });
  const bus = new EventBus(platform, 'Bus', { eventBusName: 'odavl' });
  const api = new HttpApi(platform, 'Api', {
    corsPreflight: {
      allowOrigins: ['https://app.example'],
      allowMethods: [CorsHttpMethod.GET],
      maxAge: Duration.hours(1),
    },
  });
  const topic = new Topic(platform, 'AlarmTopic');

  const service = new Stack(app, 'Tasks', { env });
  const table = new TableV2(service, 'Table', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    globalSecondaryIndexes: [{ indexName: 'byStatus', partitionKey: { name: 'status', type: AttributeType.STRING } }],
    billing: Billing.onDemand(),
    timeToLiveAttribute: 'expiresAt',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    encryption: TableEncryptionV2.customerManagedKey(key),
  });
  const dead = new Queue(service, 'Dead', { retentionPeriod: Duration.days(14) });
  const queue = new Queue(service, 'Queue', {
    visibilityTimeout: Duration.seconds(180),
    deadLetterQueue: { queue: dead, maxReceiveCount: 3 },
    enforceSSL: true,
  });
  const worker = new LambdaFunction(service, 'Worker', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: code(),
    memorySize: 512,
    timeout: Duration.seconds(30),
    reservedConcurrentExecutions: 5,
    environment: {
      TABLE_NAME: table.tableName,
      QUEUE_URL: queue.queueUrl,
      API_URL: api.apiEndpoint,
      BUS_ARN: bus.eventBusArn,
    },
    logGroup: new LogGroup(service, 'WorkerLog'),
    retryAttempts: 1,
    onFailure: new SqsDestination(dead),
  });
  worker.addEventSource(
    new SqsEventSource(queue, {
      batchSize: 5,
      maxConcurrency: 4,
      reportBatchItemFailures: true,
      maxBatchingWindow: Duration.seconds(1),
    }),
  );
  table.grantReadData(worker);
  new Rule(service, 'OnEvent', { eventBus: bus, eventPattern: { source: ['odavl'] }, targets: [new SqsQueue(queue)] });
  new Alarm(service, 'DeadAlarm', {
    metric: dead.metricApproximateNumberOfMessagesVisible(),
    threshold: 1,
    evaluationPeriods: 1,
  }).addAlarmAction(new SnsAction(topic));
  new Schedule(service, 'Nightly', {
    schedule: ScheduleExpression.cron({ hour: '3', minute: '0' }),
    target: new LambdaInvoke(worker),
  });
  const authorizer = new HttpLambdaAuthorizer('Authorizer', worker, {
    identitySource: ['$request.header.Authorization'],
    resultsCacheTtl: Duration.minutes(5),
    responseTypes: [HttpLambdaResponseType.SIMPLE],
  });
  new HttpRoute(service, 'Route', {
    // The API as the service sees it; else routes and integrations would land in the platform's stack.
    httpApi: HttpApi.fromHttpApiAttributes(service, 'Api', { httpApiId: api.apiId }),
    routeKey: HttpRouteKey.with('/v1/tasks/{id}', HttpMethod.GET),
    integration: new HttpLambdaIntegration('Integration', worker, { timeout: Duration.seconds(10) }),
    authorizer,
  });
  const stage = api.defaultStage?.node.defaultChild;
  if (stage instanceof CfnStage) stage.defaultRouteSettings = { throttlingBurstLimit: 100, throttlingRateLimit: 50 };
}

describe('readAssembly', () => {
  it('gives the functions with environment, asset and asynchronous settings', async () => {
    const model = await readApp(twoStacks);
    const worker = model.functions.find(({ name }) => name.startsWith('Tasks-Worker'));
    expect(worker).toMatchObject({
      handler: 'index.handler',
      memoryMb: 512,
      timeoutSeconds: 30,
      reservedConcurrency: 5,
      asynchronous: {
        maximumRetryAttempts: 1,
        maximumEventAgeSeconds: 21_600,
        onFailureArn: expect.stringMatching(/:Tasks-Dead/),
      },
    });
    expect(existsSync(join(worker?.assetPath ?? '', 'index.mjs'))).toBe(true);
    expect(worker?.environment).toMatchObject({
      TABLE_NAME: model.tables[0]?.name,
      QUEUE_URL: model.queues.find(({ logicalId }) => logicalId.startsWith('Queue'))?.ref,
      API_URL: endpoints.apiUrl,
      BUS_ARN: 'arn:aws:events:eu-central-1:000000000000:event-bus/odavl',
    });
    expect(worker?.environment.QUEUE_URL).toMatch(/^http:\/\/127\.0\.0\.1:4566\/000000000000\/Tasks-Queue/);
  });

  it('gives a TableV2 as an ordinary table with the key of another stack', async () => {
    const model = await readApp(twoStacks);
    expect(model.tables[0]?.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: model.keys[0]?.arn },
      GlobalSecondaryIndexes: [{ IndexName: 'byStatus' }],
    });
    expect(model.keys[0]?.arn).toMatch(/^arn:aws:kms:eu-central-1:000000000000:key\/[0-9a-f-]{36}$/);
  });

  it('gives queue sources, queue policies and redrive policies', async () => {
    const model = await readApp(twoStacks);
    const queue = model.queues.find(({ logicalId }) => logicalId.startsWith('Queue'));
    const dead = model.queues.find(({ logicalId }) => logicalId.startsWith('Dead'));
    expect(queue?.properties.RedrivePolicy).toEqual({ deadLetterTargetArn: dead?.arn, maxReceiveCount: 3 });
    expect(JSON.stringify(queue?.policy)).toContain('events.amazonaws.com');
    expect(model.queueSources).toEqual([
      {
        queueArn: queue?.arn,
        functionName: expect.stringMatching(/^Tasks-Worker/),
        batchSize: 5,
        batchingWindowSeconds: 1,
        maximumConcurrency: 4,
        reportsBatchItemFailures: true,
        enabled: true,
      },
    ]);
  });

  it('gives the HTTP API with route, authorizer, CORS and throttling over two stacks', async () => {
    const { httpApi, functions } = await readApp(twoStacks);
    expect(httpApi?.throttling).toEqual({ rateLimit: 50, burstLimit: 100 });
    expect(httpApi?.cors).toMatchObject({
      allowOrigins: ['https://app.example'],
      allowMethods: ['GET'],
      maxAgeSeconds: 3600,
    });
    expect(httpApi?.routes).toEqual([
      {
        routeKey: 'GET /v1/tasks/{id}',
        functionName: functions[0]?.name,
        timeoutMs: 10_000,
        authorizer: {
          id: expect.stringMatching(/^[a-z0-9]{10}$/),
          functionName: functions[0]?.name,
          identitySource: ['$request.header.Authorization'],
          resultTtlSeconds: 300,
          simpleResponses: true,
        },
      },
    ]);
  });

  it('gives the roles with all their statements, and who may invoke a function', async () => {
    const { roles, functions, functionPolicies, schedules } = await readApp(twoStacks);
    const worker = functions[0];
    const role = roles.find(({ arn }) => arn === worker?.roleArn);
    const actions = role?.statements.flatMap((statement) => statement.actions.values) ?? [];
    expect(actions).toEqual(
      expect.arrayContaining(['dynamodb:GetItem', 'sqs:ReceiveMessage', 'kms:Decrypt', 'logs:PutLogEvents']),
    );
    expect(functionPolicies.get(worker?.name ?? '')?.map(({ principals }) => principals.services)).toContainEqual([
      'apigateway.amazonaws.com',
    ]);
    expect(schedules[0]?.properties.Target.Arn).toBe(worker?.arn);
    expect(roles.map(({ arn }) => arn)).toContain(schedules[0]?.properties.Target.RoleArn);
  });

  it('gives the same names on every start', async () => {
    const [first, second] = [await readApp(twoStacks), await readApp(twoStacks)];
    expect(second.functions.map(({ arn }) => arn)).toEqual(first.functions.map(({ arn }) => arn));
    expect(second.queues.map(({ ref }) => ref)).toEqual(first.queues.map(({ ref }) => ref));
  });

  it('reads buckets, secrets, identities and classic tables', async () => {
    const model = await readApp((app) => {
      const stack = new Stack(app, 'Store');
      const key = new Key(stack, 'Key');
      new Bucket(stack, 'Bucket', {
        encryption: BucketEncryption.KMS,
        encryptionKey: key,
        enforceSSL: true,
        versioned: true,
        lifecycleRules: [{ expiration: Duration.days(7), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
        eventBridgeEnabled: false,
      });
      new Secret(stack, 'Signing', { secretName: 'odavl/signing', encryptionKey: key });
      new Secret(stack, 'Fixed', { secretStringValue: SecretValue.unsafePlainText('x') });
      new EmailIdentity(stack, 'Mail', { identity: Identity.domain('odavl.example') });
      new Table(stack, 'Classic', { partitionKey: { name: 'id', type: AttributeType.STRING } });
      new Alarm(stack, 'Alarm', {
        metric: new Metric({ namespace: 'x', metricName: 'y' }),
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      });
    });
    expect(model.buckets[0]?.name).toMatch(/^store-bucket[a-z0-9]+-[a-z0-9]{12}$/);
    expect(model.buckets[0]?.properties.LifecycleConfiguration?.Rules[0]).toMatchObject({ ExpirationInDays: 7 });
    expect(model.buckets[0]?.policy).toBeDefined();
    expect(model.secrets[0]?.ref).toMatch(
      /^arn:aws:secretsmanager:eu-central-1:000000000000:secret:odavl\/signing-.{6}$/,
    );
    expect(model.secrets[1]?.properties.SecretString).toBe('x');
    expect(model.identities[0]?.name).toBe('odavl.example');
    expect(model.tables[0]?.properties.KeySchema).toEqual([{ AttributeName: 'id', KeyType: 'HASH' }]);
  });
});
