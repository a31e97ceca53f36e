import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { createLogger } from '../../shared/log.ts';
import { eraseDueAccounts } from './account/erase-due-accounts.ts';
import { createAccountStore } from './account/store.ts';
import { createAuditStore } from './audit/store.ts';
import { JobEnv } from './env.ts';
import { createMemberStore } from './member/store.ts';
import { createOrganizationStore } from './organization/store.ts';

const env = parseEnv(JobEnv);
const log = createLogger({ service: 'auth' });
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.TABLE_NAME);
const deps = {
  ...{ dynamo, table, log, now: Date.now, publish: createPublisher(env.BUS_NAME) },
  accounts: createAccountStore(table),
  audit: createAuditStore(dynamo, table),
  organizations: createOrganizationStore(table),
  members: createMemberStore(table),
};

/** Well before the function's timeout. */
const runMs = 40_000;

/** Every hour. A failure is thrown, so that the alarm on the errors of this function sees it. */
export async function handler(_: unknown, { awsRequestId }: Context): Promise<void> {
  const input = { requestId: awsRequestId, until: Date.now() + runMs };
  const { erased, failed } = await eraseDueAccounts({ deps, input });
  if (erased > 0) log.info('accounts erased', { erased });
  if (failed > 0) throw new Error(`${failed} accounts could not be erased.`);
}
