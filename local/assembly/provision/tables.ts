import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type TableDescription,
  UpdateTableCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { Resource } from '../model/pick.ts';
import type { TableProperties } from '../resources/dynamodb.ts';
import { existing, sameJson } from './existing.ts';
import { bringIndexesUpToDate } from './table-indexes.ts';
import { setRecovery, setTimeToLive } from './table-settings.ts';

type Table = Resource<TableProperties>;

export async function provisionTable(client: DynamoDBClient, table: Table, kms: boolean): Promise<void> {
  const found = await existing(
    client.send(new DescribeTableCommand({ TableName: table.name })),
    'ResourceNotFoundException',
  );
  if (found?.Table) await updateTable(client, table, found.Table);
  else await createTable(client, table, kms);
  await setTimeToLive(client, table);
  await setRecovery(client, table);
}

async function createTable(client: DynamoDBClient, { name, properties }: Table, kms: boolean): Promise<void> {
  const { SSESpecification: encryption } = properties;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      AttributeDefinitions: properties.AttributeDefinitions,
      KeySchema: properties.KeySchema,
      BillingMode: properties.BillingMode ?? 'PROVISIONED',
      ProvisionedThroughput: properties.ProvisionedThroughput,
      // DynamoDB refuses empty lists of indexes.
      ...(properties.GlobalSecondaryIndexes.length > 0 && {
        GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes,
      }),
      ...(properties.LocalSecondaryIndexes.length > 0 && { LocalSecondaryIndexes: properties.LocalSecondaryIndexes }),
      ...(encryption && {
        SSESpecification: {
          Enabled: encryption.SSEEnabled,
          SSEType: encryption.SSEType,
          ...(kms && { KMSMasterKeyId: encryption.KMSMasterKeyId }),
        },
      }),
      DeletionProtectionEnabled: properties.DeletionProtectionEnabled,
      TableClass: properties.TableClass,
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: name });
}

async function updateTable(
  client: DynamoDBClient,
  { name, properties }: Table,
  found: TableDescription,
): Promise<void> {
  const keys = found.KeySchema?.map(({ AttributeName, KeyType }) => ({ AttributeName, KeyType }));
  if (!sameJson(keys, properties.KeySchema))
    throw new Error(`The table "${name}" has other keys than the template. Keys cannot change: start with --reset.`);
  await bringIndexesUpToDate(client, name, properties, found.GlobalSecondaryIndexes ?? []);
  const isProtected = properties.DeletionProtectionEnabled ?? false;
  if ((found.DeletionProtectionEnabled ?? false) !== isProtected)
    await client.send(new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: isProtected }));
  const billing = properties.BillingMode ?? 'PROVISIONED';
  if ((found.BillingModeSummary?.BillingMode ?? 'PROVISIONED') !== billing)
    await client.send(
      new UpdateTableCommand({
        TableName: name,
        BillingMode: billing,
        ProvisionedThroughput: properties.ProvisionedThroughput,
      }),
    );
}
