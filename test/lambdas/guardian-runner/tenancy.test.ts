import { afterAll, beforeAll } from 'vitest';
import * as z from 'zod';
import { guardianContract } from '../../../lambdas/guardian-runner/contract.ts';
import { createTable } from '../../../shared/dynamo.ts';
import { projectKey } from '../../../shared/project.ts';
import { insiders, type Tenant, walkTenants } from '../../shared/tenant-walk.ts';
import { type Guardian, type GuardianWorld, startGuardian } from './test/guardian-world.ts';

let world: GuardianWorld;
/** Any of them: what they ask goes to the same tables. */
let front: Guardian;
beforeAll(async () => {
  world = await startGuardian();
  front = await world.organization();
});
afterAll(() => world.close());

const guardians = new Map<string, Guardian>();
const url = 'https://shop.example/secret';

async function tenant(): Promise<Tenant> {
  const guardian = await world.organization();
  const { orgId, projectId } = guardian;
  guardians.set(orgId, guardian);
  const [test, batch] = [await guardian.submit({ url }), await guardian.submitBatch([url])];
  await guardian.run(test);
  for (const [key, object] of guardian.objects.kept) front.objects.kept.set(key, object);
  await world.projects.update(projectKey(orgId, projectId), { set: { teamIds: [insiders] } });
  return { orgId, projectId, ids: { tests: test.id, batches: batch.id, artifacts: 'screenshot.webp' } };
}

/** What the service keeps, the tasks of it, and what was sent to their workers. */
async function stateOf(orgId: string): Promise<string> {
  const own = createTable(world.client, 'guardian-tests');
  const kept = await Promise.all(
    [own, world.table].map((table) => table.query(z.unknown(), { pk: `ORG#${orgId}`, limit: 500 })),
  );
  const sent = [front, ...guardians.values()].flatMap(({ scene }) => scene.queue.sent);
  return JSON.stringify([kept, sent.filter((message) => message.orgId === orgId)]);
}

walkTenants({
  ...{ contract: guardianContract, tenant, stateOf, ask: (asked) => front.ask({ authorizer: undefined, ...asked }) },
  bodies: {
    'POST /v1/guardian/tests': ({ projectId }) => ({ projectId, url }),
    'POST /v1/guardian/batches': ({ projectId }) => ({ projectId, urls: [url] }),
  },
  ofEverybody: {},
});
