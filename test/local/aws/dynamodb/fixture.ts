import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '../../../../local/aws/dynamodb/service.ts';
import type { Access } from '../../../../local/aws/service.ts';
import { FakeClock } from '../../fake-clock.ts';
import { serve } from '../serve.ts';

/** A DynamoDB in a temporary folder behind a real socket, and the SDK client that talks to it. */
export interface Fixture {
  readonly client: DynamoDBClient;
  readonly clock: FakeClock;
  readonly calls: Access[];
  readonly stateDirectory: string;
  /** Stops the service and leaves its folder. */
  stop(): Promise<void>;
  /** Stops the service and starts it again on the same folder; the old fixture is of no more use. */
  restart(): Promise<Fixture>;
  close(): Promise<void>;
}

export async function startDynamoDb(
  clock = new FakeClock(),
  stateDirectory = mkdtempSync(join(tmpdir(), 'odavl-dynamodb-')),
): Promise<Fixture> {
  const service = await createDynamoDb({ stateDirectory, clock });
  const { endpoint, calls, close } = await serve(service);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
  const stop = async () => {
    client.destroy();
    await close();
    await service.stop();
  };
  return {
    client,
    clock,
    calls,
    stateDirectory,
    stop,
    restart: async () => {
      await stop();
      return startDynamoDb(clock, stateDirectory);
    },
    close: async () => {
      await stop();
      rmSync(stateDirectory, { recursive: true });
    },
  };
}

/** Key `id`; index `by-group` on `group` and, where an item has it, `rank`. */
export const thingsTable: CreateTableCommandInput = {
  TableName: 'things',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'group', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-group',
      KeySchema: [{ AttributeName: 'group', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

/** Key `org` and `at`; index `by-plan` on `plan` and `score`. */
export const eventsTable: CreateTableCommandInput = {
  TableName: 'events',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'org', KeyType: 'HASH' },
    { AttributeName: 'at', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'org', AttributeType: 'S' },
    { AttributeName: 'at', AttributeType: 'S' },
    { AttributeName: 'plan', AttributeType: 'S' },
    { AttributeName: 'score', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-plan',
      KeySchema: [
        { AttributeName: 'plan', KeyType: 'HASH' },
        { AttributeName: 'score', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
};

export async function createTables(client: DynamoDBClient, ...tables: CreateTableCommandInput[]): Promise<void> {
  for (const table of tables) await client.send(new CreateTableCommand(table));
}

export async function put(
  client: DynamoDBClient,
  TableName: string,
  Item: Record<string, AttributeValue>,
): Promise<void> {
  await client.send(new PutItemCommand({ TableName, Item }));
}

export async function get(client: DynamoDBClient, TableName: string, Key: Record<string, AttributeValue>) {
  return (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
}
