import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { eraseOrganization } from '../../shared/erase-organization.ts';
import { createAgain, organizationEraser } from '../../shared/erase-organization-consumer.ts';
import { eraseObjects } from '../../shared/erase-organization-objects.ts';
import { createLogger } from '../../shared/log.ts';
import { organizationPrefix } from '../../shared/organization-prefix.ts';
import { bucketOf } from '../../shared/storage/s3.ts';
import { organizationDeleted } from '../auth/events.ts';
import { ErasureEnv } from './env.ts';
import { uploadPrefixes } from './upload/place.ts';

const env = parseEnv(ErasureEnv);
const dynamo = new DynamoDBClient({});
const [table, requests] = [createTable(dynamo, env.TASKS_TABLE_NAME), createTable(dynamo, env.RATE_TABLE_NAME)];
const [results, uploads] = [bucketOf(env.RESULTS_BUCKET_NAME), bucketOf(env.UPLOADS_BUCKET_NAME)];
const now = Date.now;

export const handler = organizationEraser(organizationDeleted, {
  log: createLogger({ service: 'tasks' }),
  now,
  again: createAgain(new SQSClient({}), env.ERASURE_QUEUE_URL),
  erase: async ({ orgId, until }) => ({
    items: await eraseOrganization({ deps: { table, now }, input: { orgId, until } }),
    requests: await eraseOrganization({ deps: { table: requests, now }, input: { orgId, until } }),
    results: await eraseObjects({
      deps: { bucket: results, now },
      input: { prefixes: [organizationPrefix(orgId)], until },
    }),
    uploads: await eraseObjects({ deps: { bucket: uploads, now }, input: { prefixes: uploadPrefixes(orgId), until } }),
  }),
});
