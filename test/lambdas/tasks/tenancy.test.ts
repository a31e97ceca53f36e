import { afterAll, beforeAll } from 'vitest';
import * as z from 'zod';
import { tasksContract } from '../../../lambdas/tasks/contract.ts';
import { tasksHandlers } from '../../../lambdas/tasks/handlers.ts';
import { createUploadObjects } from '../../../lambdas/tasks/s3.ts';
import { httpHandler } from '../../../shared/http.ts';
import { newId } from '../../../shared/id.ts';
import { createIdempotency } from '../../../shared/idempotency.ts';
import { projectKey } from '../../../shared/project.ts';
import { clientOf, createBucket, startS3 } from '../../local/aws/s3/start.ts';
import { authenticated, bodyOf, httpEvent } from '../../shared/http-event.ts';
import { unlimited } from '../../shared/limits.ts';
import { start } from '../../shared/make-context.ts';
import { type Scene, startTaskWorld, type TaskWorld } from '../../shared/task/task-world.ts';
import { insiders, type Tenant, walkTenants } from '../../shared/tenant-walk.ts';
import { taskDeps } from './task/task-deps.ts';

let world: TaskWorld;
let s3: Awaited<ReturnType<typeof startS3>>;
/** Its queues are those of all. */
let front: Scene;
let handle: ReturnType<typeof httpHandler>;
const inspections: unknown[] = [];
beforeAll(async () => {
  [world, s3] = await Promise.all([startTaskWorld(), startS3()]);
  front = world.scene();
  const { table, log, timers } = front;
  const client = clientOf(s3.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' });
  const deps = {
    ...taskDeps(front),
    objects: createUploadObjects(await createBucket(s3), client),
    inspections: { send: async (orgId: string, message: unknown) => void inspections.push({ orgId, message }) },
  };
  handle = httpHandler(tasksContract, tasksHandlers(deps), {
    ...{ apiUrl: 'https://api.example', log, now: timers.now, limits: unlimited },
    idempotency: createIdempotency(table),
  });
});
afterAll(() => Promise.all([world.close(), s3.stop()]));

const timing = { cron: '0 4 * * *' };
const taskOf = (projectId: string) => ({
  type: 'guardian.test',
  input: { projectId, url: 'https://shop.example/secret' },
});
const upload = { purpose: 'insight.analysis', contentType: 'application/zip', sizeBytes: 10, sha256: 'ab'.repeat(32) };

async function tenant(): Promise<Tenant> {
  const orgId = newId('organization', start);
  const projectId = newId('project', start);
  await world.table.put({ ...projectKey(orgId, projectId), id: projectId, teamIds: [insiders] });
  const task = await front.submit({ orgId }, { note: 'secret' }, { projectId });
  const make = async (routeKey: string, body: object) => {
    const reply = await handle(httpEvent({ routeKey, body, authorizer: authenticated({ orgId, plan: 'pro' }) }));
    return z.object({ id: z.string().optional(), uploadId: z.string().optional() }).parse(bodyOf(reply));
  };
  const schedule = await make('POST /v1/schedules', { name: 'secret', task: taskOf(projectId), ...timing });
  const { uploadId } = await make('POST /v1/uploads', { ...upload, projectId });
  return { orgId, projectId, ids: { tasks: task.id, schedules: String(schedule.id), uploads: String(uploadId) } };
}

/** What the service keeps, and what it asked of workers, products and the inspection. */
async function stateOf(orgId: string): Promise<string> {
  const kept = await world.table.query(z.unknown(), { pk: `ORG#${orgId}`, limit: 500 });
  const sent = [...front.queue.sent, ...front.submissions.sent].filter((message) => message.orgId === orgId);
  return JSON.stringify([kept, sent, inspections.length]);
}

const byId = ({ ids }: Tenant) => ({ filter: { ids: [ids.tasks] } });

walkTenants({
  ...{ contract: tasksContract, tenant, stateOf, ask: (asked) => handle(httpEvent(asked)) },
  bodies: {
    'POST /v1/tasks/retry': byId,
    'POST /v1/tasks/cancel': byId,
    'POST /v1/schedules': ({ projectId }) => ({ name: 'Mine', task: taskOf(projectId), ...timing }),
    'PATCH /v1/schedules/{id}': () => ({ name: 'mine now' }),
    'POST /v1/uploads': ({ projectId }) => ({ ...upload, projectId }),
    'POST /v1/uploads/{id}/complete': () => ({}),
  },
  sameForAll: { 'GET /v1/task-types': 'The kinds of tasks that there are, and nobody’s tasks.' },
  ofEverybody: {},
});
