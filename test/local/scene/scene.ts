import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { CorsHttpMethod, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Rule, Schedule as RuleSchedule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function as Fn, Runtime as NodeRuntime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { buildSync } from 'esbuild';
import { onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { account } from '../../../local/aws/service.ts';
import type { LogLine } from '../../../local/lambda/lambda.ts';
import { rootCredentials } from '../../../local/root-credentials.ts';
import { type Runtime, startRuntime } from '../../../local/runtime.ts';
import { synthesize, temporaryFolder } from '../assembly/synthesize.ts';

/** Names of the queues: `jobs` feeds the function, the others only hold what arrived. */
export type QueueName = 'jobs' | 'held' | 'ticks' | 'scheduled' | 'objects' | 'happened' | 'failed';

/** What `/_local` may answer with. */
const LocalBody = z.looseObject({
  now: z.iso.datetime().optional(),
  message: z.string().optional(),
  items: z.array(z.looseObject({ number: z.number() })).optional(),
});
type LocalBody = z.output<typeof LocalBody>;

export interface Scene {
  readonly runtime: Runtime;
  readonly stateDirectory: string;
  readonly lines: readonly LogLine[];
  /** Calls the function and gives its answer; throws what went wrong with it. */
  ask(order: object): Promise<unknown>;
  send(queue: QueueName, body: object): Promise<void>;
  /** Takes what is visible now, up to ten messages, and leaves it in flight. */
  receive(queue: QueueName): Promise<{ body: string; delete(): Promise<void> }[]>;
  /** Takes and deletes until the queue has given so many. */
  take(queue: QueueName, count: number): Promise<unknown[]>;
  /** The keys in the table. */
  written(): Promise<string[]>;
  local(method: string, path: string, body?: unknown, type?: string): Promise<{ status: number; body: LocalBody }>;
  restart(): Promise<void>;
}

/** One of everything that time and faults act on, behind one function, in a runtime of its own. */
export async function openScene(options: { overrides?: Record<string, string> } = {}): Promise<Scene> {
  const folder = temporaryFolder();
  const stateDirectory = join(folder, 'state');
  const assemblyDirectory = synthesizeScene(folder);
  const lines: LogLine[] = [];
  const start = () =>
    startRuntime({
      ...{ assemblyDirectory, stateDirectory, host: '127.0.0.1', port: 0, ...options },
      log: (line) => void lines.push(line),
    });
  let runtime = await start();
  onTestFinished(() => runtime.stop());
  const clientOptions = () => ({
    ...{ endpoint: runtime.awsEndpoint, region: account.region, credentials: rootCredentials(stateDirectory) },
  });
  const urlOf = (queue: QueueName) => `${runtime.awsEndpoint}/${account.id}/${queue}`;
  const sqs = () => new SQSClient(clientOptions());

  const receive: Scene['receive'] = async (queue) => {
    const client = sqs();
    const command = new ReceiveMessageCommand({ QueueUrl: urlOf(queue), MaxNumberOfMessages: 10, WaitTimeSeconds: 0 });
    const { Messages = [] } = await client.send(command);
    return Messages.map(({ Body = '', ReceiptHandle }) => ({
      body: Body,
      delete: async () => void (await client.send(new DeleteMessageCommand({ QueueUrl: urlOf(queue), ReceiptHandle }))),
    }));
  };
  return {
    get runtime() {
      return runtime;
    },
    stateDirectory,
    lines,
    ask: async (order) => {
      const result = await runtime.lambda.invoke('function', order);
      if ('error' in result) throw new Error(`${result.error.errorType}: ${result.error.errorMessage}`);
      return result.payload;
    },
    send: async (queue, body) => {
      await sqs().send(new SendMessageCommand({ QueueUrl: urlOf(queue), MessageBody: JSON.stringify(body) }));
    },
    receive,
    take: async (queue, count) => {
      const taken: unknown[] = [];
      await vi.waitFor(
        async () => {
          for (const message of await receive(queue)) {
            taken.push(JSON.parse(message.body));
            await message.delete();
          }
          if (taken.length < count) throw new Error(`${queue} gave ${taken.length} of ${count} messages.`);
        },
        { timeout: 10_000, interval: 20 },
      );
      return taken;
    },
    written: async () => {
      const client = new DynamoDBClient(clientOptions());
      const { Items = [] } = await client.send(new ScanCommand({ TableName: 'things', ConsistentRead: true }));
      return Items.map(({ pk }) => pk?.S ?? '').sort();
    },
    local: async (method, path, body, type = 'application/json') => {
      const init = body === undefined ? {} : { headers: { 'content-type': type }, body: JSON.stringify(body) };
      const reply = await fetch(`${runtime.url}/_local${path}`, { method, ...init });
      const text = await reply.text();
      return { status: reply.status, body: LocalBody.parse(text === '' ? {} : JSON.parse(text)) };
    },
    restart: async () => {
      await runtime.stop();
      runtime = await start();
    },
  };
}

function synthesizeScene(folder: string): string {
  const asset = join(folder, 'asset');
  mkdirSync(asset, { recursive: true });
  buildSync({
    entryPoints: ['test/local/scene/function.ts'],
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node24', outfile: join(asset, 'index.mjs') },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return synthesize((app) => {
    const stack = new Stack(app, 'Scene');
    const queue = (queueName: QueueName, seconds = 30) =>
      new Queue(stack, `Queue-${queueName}`, {
        ...{ queueName, visibilityTimeout: Duration.seconds(seconds), retentionPeriod: Duration.hours(3) },
      });
    const failed = queue('failed');
    const table = new TableV2(stack, 'Table', {
      tableName: 'things',
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
    });
    const bucket = new Bucket(stack, 'Bucket', { bucketName: 'things' });
    if (bucket.node.defaultChild instanceof CfnResource)
      bucket.node.defaultChild.addPropertyOverride('NotificationConfiguration.EventBridgeConfiguration', {
        EventBridgeEnabled: true,
      });
    const bus = new EventBus(stack, 'Bus', { eventBusName: 'bus' });
    const fn = new Fn(stack, 'Function', {
      ...{ functionName: 'function', runtime: NodeRuntime.NODEJS_22_X, handler: 'index.handler' },
      ...{ code: Code.fromAsset(asset), timeout: Duration.seconds(20), memorySize: 256 },
      environment: { TABLE: table.tableName, BUCKET: bucket.bucketName, BUS: bus.eventBusName },
      ...{ onFailure: new SqsDestination(failed), retryAttempts: 0 },
    });
    table.grantReadWriteData(fn);
    bucket.grantReadWrite(fn);
    bus.grantPutEventsTo(fn);
    const jobs = queue('jobs');
    fn.addEventSource(new SqsEventSource(jobs, { batchSize: 1, reportBatchItemFailures: true }));
    queue('held');
    new Rule(stack, 'Tick', {
      schedule: RuleSchedule.rate(Duration.minutes(1)),
      targets: [new SqsQueue(queue('ticks'))],
    });
    new Rule(stack, 'Objects', { eventPattern: { source: ['aws.s3'] }, targets: [new SqsQueue(queue('objects'))] });
    new Rule(stack, 'Happened', {
      ...{ eventBus: bus, eventPattern: { source: ['scene'] }, targets: [new SqsQueue(queue('happened'))] },
    });
    new Schedule(stack, 'Once', {
      schedule: ScheduleExpression.at(new Date(Date.now() + 2 * 3_600_000)),
      target: new SqsSendMessage(queue('scheduled')),
    });
    const api = new HttpApi(stack, 'Api', { corsPreflight: { allowMethods: [CorsHttpMethod.GET] } });
    api.addRoutes({ path: '/', methods: [HttpMethod.GET], integration: new HttpLambdaIntegration('Root', fn) });
    return stack;
  });
}
