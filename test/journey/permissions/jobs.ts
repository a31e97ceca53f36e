import { DynamoDBClient, ListTablesCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import * as z from 'zod';
import { rootCredentials } from '../../../local/root-credentials.ts';
import type { OpenRotation } from './keys.ts';
import type { Scene } from './scene.ts';

interface Due {
  readonly erasableUserId: string;
  readonly erasableOrgId: string;
  readonly rotation: OpenRotation;
}

/** What is done by the clock, each with something to do. */
export async function tryJobs({ call, runtime }: Scene, due: Due): Promise<void> {
  const run = async (id: string) => {
    const { error } = await runtime.lambda.invoke(functionNamed(runtime, id), {});
    expect([id, error]).toEqual([id, undefined]);
  };
  await letGraceEnd(runtime, `USER#${due.erasableUserId}`, 'USER', due.erasableUserId);
  await letGraceEnd(runtime, `ORG#${due.erasableOrgId}`, 'ORG', due.erasableOrgId);
  await run('ChainAudit');
  await run('EraseAccounts');
  await run('EraseOrganizations');
  await run('PublishKeys');
  await run('Sweeper');
  const { client, keyId } = due.rotation;
  const Rotated = z.object({ rotation: z.object({ closedAt: z.string().optional() }) });
  const closedAt = async () => {
    await run('CloseRotatedKeys');
    const answer = await call(client, 'GET /v1/api-keys/{id}', 200, { params: { id: keyId } });
    return answer.as(Rotated).rotation.closedAt;
  };
  await expect.poll(closedAt, { timeout: 10_000, interval: 500 }).toBeDefined();
}

function functionNamed(runtime: Scene['runtime'], id: string): string {
  const found = runtime.model.functions.find(({ name }) => name.includes(id));
  if (!found) throw new Error(`No function is named like ${id}.`);
  return found.name;
}

/** Sets the day of an erasure back, as weeks of waiting would. */
async function letGraceEnd({ awsEndpoint, stateDirectory }: Scene['runtime'], pk: string, sk: string, id: string) {
  const credentials = rootCredentials(stateDirectory);
  const dynamo = new DynamoDBClient({ endpoint: awsEndpoint, region: 'eu-central-1', credentials });
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  const past = new Date(Date.now() - 60_000).toISOString();
  await dynamo.send(
    new UpdateItemCommand({
      TableName: TableNames.find((name) => /-auth-Store/.test(name)),
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'SET deletionScheduledFor = :at, gsi1sk = :due',
      ConditionExpression: 'attribute_exists(deletionScheduledFor)',
      ExpressionAttributeValues: { ':at': { S: past }, ':due': { S: `${past}#${id}` } },
    }),
  );
  dynamo.destroy();
}
