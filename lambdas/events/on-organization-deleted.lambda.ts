import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { eraseOrganization } from '../../shared/erase-organization.ts';
import { eventConsumer } from '../../shared/event-consumer.ts';
import { createLogger } from '../../shared/log.ts';
import { organizationDeleted } from '../auth/events.ts';
import { ErasureEnv } from './env.ts';
import { createFeedStore, feedKey } from './feed/store.ts';

const env = parseEnv(ErasureEnv);
const log = createLogger({ service: 'events' });
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.EVENTS_TABLE_NAME);
const feed = createFeedStore(dynamo, table);

/** Well before the function's timeout; what is left then goes when the message comes back. */
const runMs = 40_000;

/** First the feed is closed, so that an event which is on its way brings nothing back. */
export const handler = eventConsumer(organizationDeleted, log, async ({ orgId }) => {
  await feed.close(orgId, Date.now());
  const input = { orgId, until: Date.now() + runMs, kept: new Set([feedKey(orgId).sk]) };
  const erased = await eraseOrganization({ deps: { table, now: Date.now }, input });
  log.info('events of an organization erased', { orgId, erased });
});
