import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { eventConsumer } from '../../shared/event-consumer.ts';
import { createLogger } from '../../shared/log.ts';
import { subscriptionChanged } from '../billing/events.ts';
import { createApiKeyStore } from './api-key/store.ts';
import { SubscriptionEnv } from './env.ts';
import { changePlan } from './organization/change-plan.ts';
import { createOrganizationStore } from './organization/store.ts';

const env = parseEnv(SubscriptionEnv);
const log = createLogger({ service: 'auth' });
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.TABLE_NAME);
const deps = {
  dynamo,
  table,
  organizations: createOrganizationStore(table),
  apiKeys: createApiKeyStore(dynamo, table),
};

export const handler = eventConsumer(subscriptionChanged, log, async ({ id, orgId, occurredAt, data }) => {
  const ctx = { requestId: id, now: Date.now(), source: { ip: '', userAgent: '' } };
  const outcome = await changePlan({ ctx, deps, input: { orgId, plan: data.plan, occurredAt, eventId: id } });
  log.info('plan change handled', { orgId, plan: data.plan, outcome });
});
