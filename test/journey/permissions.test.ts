import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contracts } from '../../build/contracts.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { routeKey } from '../../shared/route.ts';
import { tryAccounts } from './permissions/accounts.ts';
import { tryJobs } from './permissions/jobs.ts';
import { tryKeys } from './permissions/keys.ts';
import { tryOAuth } from './permissions/oauth.ts';
import { tryGuardian, tryPlatform } from './permissions/products.ts';
import { createScene } from './permissions/scene.ts';
import { tryAudit, tryTenancy } from './permissions/tenancy.ts';

const stateDirectory = mkdtempSync(join(tmpdir(), 'odavl-permissions-'));
const denied: string[] = [];
let runtime: Runtime;

beforeAll(async () => {
  runtime = await startRuntime({
    ...{ assemblyDirectory: 'cdk.out/local', stateDirectory, host: '127.0.0.1', port: 0 },
    log: ({ functionName, line }) => {
      if (/AccessDenied|not authorized/.test(line)) denied.push(`${functionName}: ${line}`);
    },
  });
}, 90_000);
afterAll(async () => {
  await runtime?.stop();
  rmSync(stateDirectory, { recursive: true, force: true });
});

/** Grants that only a crash, an outage, an attack or months of running use; the unit tests of those verbs cover them. */
const onlyAfterTrouble = [
  // A mail that could not be sent frees its event for the redelivery.
  /MailerRole.* dynamodb:DeleteItem/,
  // A key of idempotency whose work failed is freed.
  /guardian-runner-ApiRole.* dynamodb:DeleteItem/,
  // The sweeper finds nothing to mend while nothing has crashed.
  /SweeperRole.* (dynamodb:UpdateItem|events:PutEvents|sqs:SendMessage)/,
  // A failed attempt goes back to the queue.
  /WorkerRole.* sqs:SendMessage/,
  // A signing key goes when its epoch is over, or its secret was replaced.
  /PublishKeysRole.* dynamodb:DeleteItem/,
  // Lambda's poller asks for the visibility timeout when a function was throttled.
  /sqs:GetQueueAttributes/,
];

test('every route and job works with the grants of the templates, and no grant is superfluous', {
  timeout: 240_000,
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

  const routes = Object.values(contracts).flatMap((contract) =>
    Object.values(contract).map((route) => routeKey(route)),
  );
  expect([...scene.called].sort()).toEqual(routes.sort());
  expect(denied).toEqual([]);
  const unused = runtime.policies.unusedGrants().map(({ role, action, resource }) => `${role} ${action} ${resource}`);
  expect(unused.filter((grant) => !onlyAfterTrouble.some((pattern) => pattern.test(grant)))).toEqual([]);
});
