import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { createLogger } from '../../shared/log.ts';
import { closeRotatedKeys } from './api-key/close-rotated-keys.ts';
import { createCredentialStore } from './api-key/credential/store.ts';
import { createRotationStore } from './api-key/rotation/store.ts';
import { JobEnv } from './env.ts';

const env = parseEnv(JobEnv);
const log = createLogger({ service: 'auth' });
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.TABLE_NAME);
const deps = {
  table,
  rotations: createRotationStore(dynamo, table),
  credentials: createCredentialStore(table),
  publish: createPublisher(env.BUS_NAME),
  log,
  now: Date.now,
};

/** Every quarter of an hour. What could not be closed is thrown, so that the alarm on this function's errors sees it. */
export async function handler(_: unknown, lambda?: Pick<Context, 'awsRequestId'>): Promise<void> {
  const { closed, failed } = await closeRotatedKeys({
    deps,
    input: { requestId: lambda?.awsRequestId ?? 'close-rotated-keys' },
  });
  if (closed > 0) log.info('rotations closed', { closed });
  if (failed > 0) throw new Error(`${failed} rotations could not be closed.`);
}
