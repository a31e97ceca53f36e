import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { createTestStore } from '../../lambdas/guardian-runner/test/store.ts';
import { account } from '../../local/aws/service.ts';
import { rootCredentials } from '../../local/root-credentials.ts';
import type { Context } from '../../shared/context.ts';
import { createTable } from '../../shared/dynamo.ts';
import { newId } from '../../shared/id.ts';
import { createLogger } from '../../shared/log.ts';
import { createTaskQueue } from '../../shared/task/queue.ts';
import { taskQueuesEnv, taskQueueUrls } from '../../shared/task/queue-env.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import { submitTask } from '../../shared/task/submit.ts';
import type { Tenant } from '../../test/simulation/tenant.ts';
import { functionNamed } from '../calls.ts';
import type { QuickPlatform } from './platform.ts';

export interface Backlog {
  /** How many of them no worker has been given yet. */
  waiting(): Promise<number>;
}

const atOnce = 16;
const Lane = z.object({ waiting: z.number() });

/** Submits as the API does, but not through it, whose rate limit is in the way of thousands at once; and without their events. */
export async function fillLane(
  { runtime, stateDirectory }: QuickPlatform,
  { orgId, projectId }: Tenant,
  count: number,
): Promise<Backlog> {
  const options = {
    ...{ endpoint: runtime.awsEndpoint, region: account.region, credentials: rootCredentials(stateDirectory) },
  };
  const dynamo = new DynamoDBClient(options);
  const { environment } = functionNamed('guardian-runner/api', runtime.model.functions);
  const env = z.object({ ...taskQueuesEnv, TASKS_TABLE_NAME: z.string(), TABLE_NAME: z.string() }).parse({
    ...environment,
    ...functionNamed('tasks/api', runtime.model.functions).environment,
    TABLE_NAME: environment.TABLE_NAME,
  });
  const store = createTaskStore(dynamo, env.TASKS_TABLE_NAME);
  const tests = createTestStore(createTable(dynamo, env.TABLE_NAME));
  const engine = {
    ...{ store, log: createLogger({}, () => undefined), publish: async () => undefined },
    queue: createTaskQueue(new SQSClient(options), taskQueueUrls(env)),
  };
  const one = async () => {
    const now = Date.now();
    const id = newId('task', now);
    const settings = {
      projectId,
      url: 'http://127.0.0.1:9/ok',
      suites: ['security' as const],
      device: 'desktop' as const,
    };
    const test = { id, ...settings, createdAt: new Date(now).toISOString() };
    await submitTask(contextOf(orgId, now), engine, {
      ...{ id, type: 'guardian.test', projectId, input: { ...settings, testId: id }, inputVersion: 1 },
      alongside: [tests.creation(orgId, test, now)],
    });
  };
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return {
    waiting: async () => {
      const lane = await store.table.get(Lane, { pk: `ORG#${orgId}`, sk: 'LANE#guardian.test' });
      return lane?.waiting ?? 0;
    },
  };
}

function contextOf(orgId: string, now: number): Context {
  return {
    ...{ requestId: 'bench', now, source: { ip: '127.0.0.1', userAgent: 'bench' }, orgId, plan: 'enterprise' },
    ...{ actor: { type: 'api-key', id: 'bench' }, permissions: new Set(), teams: new Set<string>() },
  };
}
