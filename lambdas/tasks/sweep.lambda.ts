import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { createLogger } from '../../shared/log.ts';
import { createTaskQueue } from '../../shared/task/queue.ts';
import { submissionQueueUrls, taskQueueUrls } from '../../shared/task/queue-env.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import { createSubmissionQueue } from '../../shared/task/submission.ts';
import { SweepEnv } from './env.ts';
import { sweep } from './task/sweep.ts';

const env = parseEnv(SweepEnv);
const log = createLogger({ service: 'tasks' });
const queues = new SQSClient({});
const deps = {
  store: createTaskStore(new DynamoDBClient({}), env.TASKS_TABLE_NAME),
  publish: createPublisher(env.BUS_NAME),
  queue: createTaskQueue(queues, taskQueueUrls(env)),
  submissions: createSubmissionQueue(queues, submissionQueueUrls(env)),
  log,
  now: Date.now,
  random: Math.random,
};

/** Every minute. A failure to mend is thrown, so that the alarm on the errors of this function sees it. */
export async function handler(): Promise<void> {
  const { mended, failed } = await sweep(deps);
  if (mended > 0) log.info('mended what was overdue', { mended });
  if (failed > 0) throw new Error(`${failed} of what is overdue could not be mended.`);
}
