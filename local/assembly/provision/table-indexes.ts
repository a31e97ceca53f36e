import {
  type DynamoDBClient,
  type GlobalSecondaryIndexDescription,
  type GlobalSecondaryIndexUpdate,
  UpdateTableCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { TableProperties } from '../resources/dynamodb.ts';
import { sameJson } from './existing.ts';

type Index = TableProperties['GlobalSecondaryIndexes'][number];

/**
 * DynamoDB makes or drops one index per update
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html). An index whose keys changed is
 * dropped and made anew; it holds no data of its own.
 */
export async function bringIndexesUpToDate(
  client: DynamoDBClient,
  tableName: string,
  properties: TableProperties,
  found: readonly GlobalSecondaryIndexDescription[],
): Promise<void> {
  const wanted = properties.GlobalSecondaryIndexes;
  const stale = found.filter((index) => !wanted.some((each) => isSame(each, index)));
  const missing = wanted.filter((index) => !found.some((each) => isSame(index, each)));
  const updates: GlobalSecondaryIndexUpdate[] = [
    ...stale.map(({ IndexName }) => ({ Delete: { IndexName } })),
    ...missing.map((index) => ({ Create: index })),
  ];
  for (const update of updates) {
    await client.send(
      new UpdateTableCommand({
        TableName: tableName,
        AttributeDefinitions: properties.AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [update],
      }),
    );
    await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: tableName });
  }
}

function isSame(wanted: Index, found: GlobalSecondaryIndexDescription): boolean {
  const { ProjectionType = 'ALL', NonKeyAttributes = [] } = wanted.Projection;
  return (
    wanted.IndexName === found.IndexName &&
    sameJson(
      wanted.KeySchema,
      found.KeySchema?.map(({ AttributeName, KeyType }) => ({ AttributeName, KeyType })),
    ) &&
    ProjectionType === found.Projection?.ProjectionType &&
    sameJson([...NonKeyAttributes].sort(), [...(found.Projection?.NonKeyAttributes ?? [])].sort())
  );
}
