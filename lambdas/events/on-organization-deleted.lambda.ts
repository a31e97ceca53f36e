import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { eraseOrganization } from '../../shared/erase-organization.ts';
import { createAgain, organizationEraser } from '../../shared/erase-organization-consumer.ts';
import { createLogger } from '../../shared/log.ts';
import { organizationDeleted } from '../auth/events.ts';
import { ErasureEnv } from './env.ts';
import { createFeedStore, feedKey } from './feed/store.ts';

const env = parseEnv(ErasureEnv);
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.EVENTS_TABLE_NAME);
const feed = createFeedStore(dynamo, table);
const now = Date.now;

/** First the feed is closed, so that an event which is on its way brings nothing back. */
export const handler = organizationEraser(organizationDeleted, {
  log: createLogger({ service: 'events' }),
  now,
  again: createAgain(new SQSClient({}), env.ERASURE_QUEUE_URL),
  async erase({ orgId, until }) {
    await feed.close(orgId, now());
    const kept = new Set([feedKey(orgId).sk]);
    return { items: await eraseOrganization({ deps: { table, now }, input: { orgId, until, kept } }) };
  },
});
