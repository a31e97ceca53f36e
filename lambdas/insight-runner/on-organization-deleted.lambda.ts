import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { eraseOrganization } from '../../shared/erase-organization.ts';
import { createAgain, organizationEraser } from '../../shared/erase-organization-consumer.ts';
import { eraseObjects } from '../../shared/erase-organization-objects.ts';
import { createLogger } from '../../shared/log.ts';
import { bucketOf } from '../../shared/storage/s3.ts';
import { organizationDeleted } from '../auth/events.ts';
import { analysesPrefix } from './analysis/object-key.ts';
import { ErasureEnv } from './env.ts';

const env = parseEnv(ErasureEnv);
const table = createTable(new DynamoDBClient({}), env.TABLE_NAME);
const reports = bucketOf(env.BUCKET_NAME);
const now = Date.now;

export const handler = organizationEraser(organizationDeleted, {
  log: createLogger({ service: 'insight-runner' }),
  now,
  again: createAgain(new SQSClient({}), env.ERASURE_QUEUE_URL),
  erase: async ({ orgId, until }) => ({
    items: await eraseOrganization({ deps: { table, now }, input: { orgId, until } }),
    reports: await eraseObjects({
      deps: { bucket: reports, now },
      input: { prefixes: [analysesPrefix(orgId)], until },
    }),
  }),
});
