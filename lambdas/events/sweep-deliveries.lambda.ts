import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createLogger } from '../../shared/log.ts';
import { createDueStore } from './delivery/due/store.ts';
import { createDueSender } from './delivery/queue/store.ts';
import { sweepDeliveries } from './delivery/sweep-deliveries.ts';
import { lateDeliveries, SweepDeliveriesEnv } from './env.ts';

const env = parseEnv(SweepDeliveriesEnv);
const log = createLogger({ service: 'events' });
const deps = {
  ...{ log, now: Date.now },
  store: createDueStore(createTable(new DynamoDBClient({}), env.EVENTS_TABLE_NAME)),
  sendDue: createDueSender(env.DELIVERIES_QUEUE_URL),
};

/** Well before the function's timeout. */
const runMs = 40_000;

/** Every minute. A failure is thrown, so that the alarm on the errors of this function sees it. */
export async function handler(): Promise<void> {
  const { sent, failed, late } = await sweepDeliveries({ deps, input: { until: Date.now() + runMs } });
  if (sent > 0) log.info('due deliveries sent', { sent });
  if (late > 0) {
    const error = new Error(`${late} deliveries are due for more than ten minutes.`);
    log.count(lateDeliveries, { TableName: env.EVENTS_TABLE_NAME }, error, { late });
  }
  if (failed > 0) throw new Error(`${failed} due deliveries could not be sent.`);
}
