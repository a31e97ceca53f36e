import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { eraseOrganization } from '../../shared/erase-organization.ts';
import { eventConsumer } from '../../shared/event-consumer.ts';
import { createLogger } from '../../shared/log.ts';
import { organizationDeleted } from '../auth/events.ts';
import { ErasureEnv } from './env.ts';

const env = parseEnv(ErasureEnv);
const log = createLogger({ service: 'tasks' });
const table = createTable(new DynamoDBClient({}), env.TASKS_TABLE_NAME);

/** Well before the function's timeout; what is left then goes when the message comes back. */
const runMs = 40_000;

export const handler = eventConsumer(organizationDeleted, log, async ({ orgId }) => {
  const erased = await eraseOrganization({
    deps: { table, now: Date.now },
    input: { orgId, until: Date.now() + runMs },
  });
  log.info('tasks of an organization erased', { orgId, erased });
});
