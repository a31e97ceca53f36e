import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { createLogger } from '../../shared/log.ts';
import { JobEnv } from './env.ts';
import { eraseDueOrganizations } from './organization/erase-due-organizations.ts';
import { createErasureStore, createOrganizationStore } from './organization/store.ts';

const env = parseEnv(JobEnv);
const log = createLogger({ service: 'auth' });
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.TABLE_NAME);
const deps = {
  ...{ dynamo, table, log, now: Date.now, publish: createPublisher(env.BUS_NAME) },
  erasures: createErasureStore(table),
  organizations: createOrganizationStore(table),
};

/** Well before the function's timeout. */
const runMs = 40_000;

/** Every hour. A failure is thrown, so that the alarm on the errors of this function sees it. */
export async function handler(): Promise<void> {
  const { erased, failed } = await eraseDueOrganizations({ deps, input: { until: Date.now() + runMs } });
  if (erased > 0) log.info('erased organizations', { erased });
  if (failed > 0) throw new Error(`${failed} organizations could not be erased.`);
}
