import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { HeadObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { account } from '../../../local/aws/service.ts';
import { rootCredentials } from '../../../local/root-credentials.ts';
import type { Scene } from './scene.ts';

/**
 * Something of an organization in every table and bucket of the products: a task, an event, a report, a large result, an upload.
 * What they say does not matter to the erasure.
 * @returns waits until the erasure of the organization has taken all of it
 */
export async function keepSomething(runtime: Scene['runtime'], orgId: string): Promise<() => Promise<void>> {
  const credentials = rootCredentials(runtime.stateDirectory);
  const config = { endpoint: runtime.awsEndpoint, region: account.region, credentials };
  const dynamo = new DynamoDBClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  const tables = TableNames.filter((name) =>
    /-(?:tasks|events|(?:guardian|insight|autopilot)-run\w*)-Store/.test(name),
  );
  const Key = { pk: { S: `ORG#${orgId}` }, sk: { S: 'KEPT' } };
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const objects = Buckets.flatMap(({ Name: Bucket = '' }) => {
    if (/uploads/i.test(Bucket)) return [{ Bucket, Key: `7d/org/${orgId}/blobs/kept` }];
    return /results|reports/i.test(Bucket) ? [{ Bucket, Key: `org/${orgId}/kept` }] : [];
  });
  expect([tables.length, objects.length]).toEqual([5, 5]);
  for (const TableName of tables) await dynamo.send(new PutItemCommand({ TableName, Item: Key }));
  for (const object of objects) await s3.send(new PutObjectCommand({ ...object, Body: 'kept' }));

  const gone = [
    ...tables.map((TableName) => async () => !(await dynamo.send(new GetItemCommand({ TableName, Key }))).Item),
    ...objects.map(
      (object) => () =>
        s3.send(new HeadObjectCommand(object)).then(
          () => false,
          (error: Error) => error.name === 'NotFound',
        ),
    ),
  ];
  return async () => {
    for (const isGone of gone) await expect.poll(isGone, { timeout: 30_000 }).toBe(true);
    for (const client of [dynamo, s3]) client.destroy();
  };
}
