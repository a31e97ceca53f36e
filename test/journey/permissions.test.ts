import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contracts } from '../../build/contracts.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { routeKey } from '../../shared/route.ts';
import { quickWorker } from '../quick-worker/bundle.ts';
import { tryAccounts } from './permissions/accounts.ts';
import { tryAutopilot } from './permissions/autopilot.ts';
import { tryEvents } from './permissions/events.ts';
import { tryInsight } from './permissions/insight.ts';
import { tryJobs } from './permissions/jobs.ts';
import { tryKeys } from './permissions/keys.ts';
import { tryOAuth } from './permissions/oauth.ts';
import { tryGuardian, tryPlatform } from './permissions/products.ts';
import { createScene } from './permissions/scene.ts';
import { trySchedules } from './permissions/schedules.ts';
import { tryTasks } from './permissions/tasks.ts';
import { tryAudit, tryTenancy } from './permissions/tenancy.ts';
import { tryUploads } from './permissions/uploads.ts';

const folder = mkdtempSync(join(tmpdir(), 'odavl-permissions-'));
const stateDirectory = join(folder, 'state');
const denied: string[] = [];
let runtime: Runtime;

beforeAll(async () => {
  runtime = await startRuntime({
    ...{ assemblyDirectory: 'cdk.out/local', stateDirectory, host: '127.0.0.1', port: 0 },
    overrides: await quickWorker(join(folder, 'quick-worker')),
    log: ({ functionName, line }) => {
      if (/AccessDenied|not authorized/.test(line)) denied.push(`${functionName}: ${line}`);
    },
  });
}, 90_000);
afterAll(async () => {
  await runtime?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Grants that only a crash, an outage, an attack or months of running use; the unit tests of those verbs cover them. */
const onlyAfterTrouble = [
  // A mail that could not be sent frees its event for the redelivery.
  /MailerRole.* dynamodb:DeleteItem/,
  // A key of idempotency whose work failed is freed.
  /(guardian|insight|autopilot)-runner-ApiRole.* dynamodb:DeleteItem/,
  // The sweeper finds nothing to mend while nothing has crashed.
  /tasks-SweeperRole.* (dynamodb:(PutItem|UpdateItem|DeleteItem|Query) .*-tasks-StoreTable|events:PutEvents|sqs:SendMessage)/,
  // An outbox job finds nothing while everybody lives to send the events that they have written.
  /OutboxJobRole.* (dynamodb:DeleteItem|events:PutEvents)/,
  // Two pumps of one organization that meet: the one that comes second reads again where the endpoint is.
  /events-PumpFeedRole.* dynamodb:GetItem/,
  // A feed that is far behind is brought to its end by several messages, one after the other.
  /events-PumpFeedRole.* sqs:SendMessage .*-PumpQueue/,
  // Of content that was deleted while its inspection waited, S3 says only so that it is not there.
  /UploadsInspectorRole.* s3:ListBucket/,
  // Results of more than 256 KiB are kept in a bucket; the types of today make no such result.
  /(tasks-ApiRole|guardian-runner-WorkerRole).* s3:(GetObject|PutObject) .*-resultsbucket/,
  // A failed attempt goes back to the queue.
  /guardian-runner-(Batch)?WorkerRole.* sqs:SendMessage .*-QueuesGuardian(Tests|Batches)(Priority)?Queue/,
  /insight-runner-WorkerRole.* sqs:SendMessage .*-QueuesInsightAnalyses(Priority)?Queue/,
  /autopilot-runner-WorkerRole.* sqs:SendMessage .*-QueuesAutopilotRuns(Priority)?Queue/,
  // A submission that comes twice reads the task that it has made.
  /SubmissionsRole.* dynamodb:GetItem .*-tasks-StoreTable/,
  // A signing key goes when its epoch is over, or its secret was replaced.
  /PublishKeysRole.* dynamodb:DeleteItem/,
  // Lambda's poller asks for the visibility timeout when a function was throttled.
  /sqs:GetQueueAttributes/,
];

test('every route and job works with the grants of the templates, and no grant is superfluous', {
  timeout: 480_000,
}, async () => {
  const scene = createScene({ ...runtime, stateDirectory });
  await tryPlatform(scene);
  const rotation = await tryKeys(scene);
  const { erasableUserId } = await tryAccounts(scene);
  const { erasableOrgId } = await tryTenancy(scene);
  await tryOAuth(scene);
  await tryAudit(scene);
  await tryGuardian(scene);
  await tryJobs(scene, { rotation, erasableUserId, erasableOrgId });
  // From here on the clock moves on by more than a session lasts.
  await tryTasks(scene);
  await trySchedules(scene);
  await tryUploads(scene);
  await tryInsight(scene);
  await tryAutopilot(scene);
  await tryEvents(scene);

  const routes = Object.values(contracts).flatMap((contract) =>
    Object.values(contract).map((route) => routeKey(route)),
  );
  const unused = runtime.policies.unusedGrants().map(({ role, action, resource }) => `${role} ${action} ${resource}`);
  expect([...scene.called].sort()).toEqual(routes.sort());
  expect(denied).toEqual([]);
  expect(unused.filter((grant) => !onlyAfterTrouble.some((pattern) => pattern.test(grant)))).toEqual([]);
});
