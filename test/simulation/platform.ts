import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttributeValue, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { account } from '../../local/aws/service.ts';
import { rootCredentials } from '../../local/root-credentials.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { quickWorker } from '../quick-worker/bundle.ts';

/** The whole platform in this process, with a state of its own. */
export interface Platform {
  readonly runtime: Runtime;
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
  /** All items of the one table whose name has this part, e.g. `-tasks-`. */
  items(part: string): Promise<Record<string, unknown>[]>;
  /** The last lines that tell of something gone wrong, for the report of a run that broke a promise. */
  readonly errors: readonly string[];
  stop(): Promise<void>;
}

const keptErrors = 2_000;

export interface PlatformOptions {
  readonly assemblyDirectory: string;
  /** Begins with a copy of this state instead of an empty one. */
  readonly copyOf?: string;
  /** Called with the state directory after the end, before it goes. */
  readonly keep?: (stateDirectory: string) => void;
}

export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const folder = mkdtempSync(join(tmpdir(), 'odavl-simulation-'));
  const stateDirectory = join(folder, 'state');
  if (options.copyOf !== undefined) cpSync(options.copyOf, stateDirectory, { recursive: true });
  const errors: string[] = [];
  const keepError = (line: string) => {
    errors.push(line);
    if (errors.length > keptErrors) errors.shift();
  };
  const runtime = await startRuntime({
    ...{ assemblyDirectory: options.assemblyDirectory, stateDirectory, host: '127.0.0.1', port: 0 },
    overrides: await quickWorker(join(folder, 'quick-worker')),
    report: keepError,
    log: ({ functionName, line }) => {
      if (/error/i.test(line)) keepError(`${functionName}: ${line}`);
    },
  });
  const clientOptions = {
    ...{ endpoint: runtime.awsEndpoint, region: account.region, credentials: rootCredentials(stateDirectory) },
  };
  const dynamo = new DynamoDBClient(clientOptions);
  const tableNamed = (part: string) => {
    const name = runtime.model.tables.map((table) => table.name).find((each) => each.includes(part));
    if (name === undefined) throw new Error(`There is no table ${part}.`);
    return name;
  };
  return {
    ...{ runtime, errors, sqs: new SQSClient(clientOptions), events: new EventBridgeClient(clientOptions) },
    items: (part) => scan(dynamo, tableNamed(part)),
    stop: async () => {
      await runtime.stop();
      options.keep?.(stateDirectory);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function scan(client: DynamoDBClient, TableName: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName, ExclusiveStartKey, ConsistentRead: true }));
    items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}
