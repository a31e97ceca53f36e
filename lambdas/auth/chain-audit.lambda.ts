import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createLogger } from '../../shared/log.ts';
import { chainAll } from './audit/chain-all.ts';
import { createAuditStore } from './audit/store.ts';
import { JobEnv } from './env.ts';

const env = parseEnv(JobEnv);
const log = createLogger({ service: 'auth' });
const dynamo = new DynamoDBClient({});
const deps = { audit: createAuditStore(dynamo, createTable(dynamo, env.TABLE_NAME)), log, now: Date.now };

/** Well before the function's timeout, and before the next run begins. */
const runMs = 45_000;

/** Every minute. A failure is thrown, so that the alarm on the errors of this function sees it. */
export async function handler(): Promise<void> {
  const { chained, failed } = await chainAll({ deps, input: { until: Date.now() + runMs } });
  if (chained > 0) log.info('audit records chained', { chained });
  if (failed > 0) throw new Error(`The audit records of ${failed} organizations could not be chained.`);
}
