import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, ScanCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '../../local/aws/dynamodb/service.ts';
import { type Access, systemClock } from '../../local/aws/service.ts';
import { createTable, type Table } from '../../shared/dynamo.ts';
import { serve } from '../local/aws/serve.ts';

export interface Tables {
  readonly client: DynamoDBClient;
  /** The table `store`, in the shape of `lib/constructs/service-table.ts`. */
  readonly table: Table;
  readonly endpoint: string;
  /** Every permission that the calls so far needed. */
  readonly calls: readonly Access[];
  /** Another table of the same shape. */
  add(name: string): Promise<Table>;
  /** All items as they are stored, for what must not be readable in them. */
  dump(): Promise<string>;
  close(): Promise<void>;
}

/** The real table engine behind a real socket. One per test file: tests keep apart by their organization ids. */
export async function startTables(): Promise<Tables> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'odavl-table-'));
  const service = await createDynamoDb({ stateDirectory, clock: systemClock });
  const { endpoint, calls, close } = await serve(service);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
  const add = (name: string) => createServiceTable(client, name);
  return {
    client,
    table: await add('store'),
    endpoint,
    calls,
    add,
    dump: async () => JSON.stringify((await client.send(new ScanCommand({ TableName: 'store' }))).Items),
    close: async () => {
      client.destroy();
      await close();
      await service.stop();
      rmSync(stateDirectory, { recursive: true });
    },
  };
}

async function createServiceTable(client: DynamoDBClient, TableName: string): Promise<Table> {
  const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  const keys = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map(string),
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: [
        { IndexName: 'gsi1', KeySchema: keys('gsi1pk', 'gsi1sk'), Projection: { ProjectionType: 'ALL' } },
      ],
    }),
  );
  await client.send(
    new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } }),
  );
  return createTable(client, TableName);
}
