import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createTable } from './dynamo.ts';
import { eraseOrganization } from './erase-organization.ts';
import { createAgain, organizationEraser } from './erase-organization-consumer.ts';
import { eraseObjects } from './erase-organization-objects.ts';
import { createLogger } from './log.ts';
import { organizationPrefix } from './organization-prefix.ts';
import type { ProductErasureEnv } from './product-erasure-env.ts';
import { bucketOf } from './storage/s3.ts';

/** The consumer by which a product with one table and one bucket forgets an organization that is deleted. */
export function productEraser(
  deleted: Parameters<typeof organizationEraser>[0],
  service: string,
  env: ProductErasureEnv,
) {
  const table = createTable(new DynamoDBClient({}), env.TABLE_NAME);
  const bucket = bucketOf(env.BUCKET_NAME);
  const now = Date.now;
  return organizationEraser(deleted, {
    log: createLogger({ service }),
    now,
    again: createAgain(new SQSClient({}), env.ERASURE_QUEUE_URL),
    erase: async ({ orgId, until }) => ({
      items: await eraseOrganization({ deps: { table, now }, input: { orgId, until } }),
      reports: await eraseObjects({
        deps: { bucket, now },
        input: { prefixes: [organizationPrefix(orgId)], until },
      }),
    }),
  });
}
