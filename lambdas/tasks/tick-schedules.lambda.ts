import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createLogger } from '../../shared/log.ts';
import { submissionQueueUrls } from '../../shared/task/queue-env.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import { createSubmissionQueue } from '../../shared/task/submission.ts';
import { TickSchedulesEnv } from './env.ts';
import { createRunStore } from './schedule/run/store.ts';
import { createScheduleStore } from './schedule/store.ts';
import { tickSchedules } from './schedule/tick/tick-schedules.ts';

const env = parseEnv(TickSchedulesEnv);
const log = createLogger({ service: 'tasks' });
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.TASKS_TABLE_NAME);
const deps = {
  ...{ dynamo, table, log, now: Date.now },
  accounts: createTable(dynamo, env.PROJECTS_TABLE_NAME),
  schedules: createScheduleStore(table),
  runs: createRunStore(table),
  tasks: createTaskStore(dynamo, env.TASKS_TABLE_NAME),
  submissions: createSubmissionQueue(new SQSClient({}), submissionQueueUrls(env)),
};

/** Every minute. What fails stays due and is thrown, so that the alarm on the errors of this function sees it. */
export async function handler(): Promise<void> {
  const { failed, ...tick } = await tickSchedules(deps);
  if (Object.values(tick).some(Boolean)) log.info('ticked', { failed, ...tick });
  if (failed > 0) throw new Error(`${failed} schedules or runs failed; they stay due.`);
}
