import { DynamoDBClient, ListTablesCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import { account } from '../../local/aws/service.ts';
import type { RunningPlatform } from '../../local/put-event.ts';
import { rootCredentials } from '../../local/root-credentials.ts';
import type { Runtime } from '../../local/runtime.ts';

/** Runs what the schedule would run, by the id of its function, and takes no failure. */
export async function runJob({ lambda, model }: Pick<Runtime, 'lambda' | 'model'>, id: string): Promise<void> {
  const fn = model.functions.find(({ name }) => name.includes(id));
  if (!fn) throw new Error(`No function is named like ${id}.`);
  expect([id, await lambda.invoke(fn.name, {})]).toEqual([id, { payload: null }]);
}

/** Sets the day of the erasure of a person or an organization back, as weeks of waiting would. */
export async function letGraceEnd(platform: RunningPlatform, kind: 'USER' | 'ORG', id: string): Promise<void> {
  const { awsEndpoint: endpoint, stateDirectory } = platform;
  const credentials = rootCredentials(stateDirectory);
  const dynamo = new DynamoDBClient({ endpoint, region: account.region, credentials });
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  const past = new Date(Date.now() - 60_000).toISOString();
  await dynamo.send(
    new UpdateItemCommand({
      TableName: TableNames.find((name) => /-auth-Store/.test(name)),
      Key: { pk: { S: `${kind}#${id}` }, sk: { S: kind } },
      UpdateExpression: 'SET deletionScheduledFor = :at, gsi1sk = :due',
      ConditionExpression: 'attribute_exists(deletionScheduledFor)',
      ExpressionAttributeValues: { ':at': { S: past }, ':due': { S: `${past}#${id}` } },
    }),
  );
  dynamo.destroy();
}
