import { afterAll, beforeAll } from 'vitest';
import * as z from 'zod';
import { autopilotContract } from '../../../lambdas/autopilot-runner/contract.ts';
import { createTable } from '../../../shared/dynamo.ts';
import { projectKey } from '../../../shared/project.ts';
import { insiders, type Tenant, walkTenants } from '../../shared/tenant-walk.ts';
import { type Autopilot, type AutopilotWorld, startAutopilot } from './autopilot-world.ts';

let world: AutopilotWorld;
/** Any of them: what they ask goes to the same tables. */
let front: Autopilot;
beforeAll(async () => {
  world = await startAutopilot();
  front = await world.organization();
});
afterAll(() => world.close());

const autopilots = new Map<string, Autopilot>();
const uploads = new Map<string, string>();

async function tenant(): Promise<Tenant> {
  const autopilot = await world.organization();
  const { orgId, projectId } = autopilot;
  autopilots.set(orgId, autopilot);
  const uploadId = await autopilot.upload({ 'src/secret.ts': 'debugger;\n' });
  uploads.set(orgId, uploadId);
  const task = await autopilot.submit(uploadId, { approvedRecipes: ['remove-debugger'] });
  await autopilot.work(task);
  for (const [key, object] of autopilot.objects.kept) front.objects.kept.set(key, object);
  await autopilot.deps.settings.put(orgId, { projectId, version: 1, protected: ['secret/**'] }, 0);
  await world.projects.update(projectKey(orgId, projectId), { set: { teamIds: [insiders] } });
  return { orgId, projectId, ids: { runs: task.id, projects: projectId } };
}

/** What the service keeps, the tasks of it, and what was sent to their workers. */
async function stateOf(orgId: string): Promise<string> {
  const own = createTable(world.client, 'runs');
  const kept = await Promise.all(
    [own, world.table].map((table) => table.query(z.unknown(), { pk: `ORG#${orgId}`, limit: 500 })),
  );
  const sent = [front, ...autopilots.values()].flatMap(({ scene }) => scene.queue.sent);
  return JSON.stringify([kept, sent.filter((message) => message.orgId === orgId)]);
}

walkTenants({
  ...{ contract: autopilotContract, tenant, stateOf, ask: (asked) => front.ask({ authorizer: undefined, ...asked }) },
  bodies: {
    'POST /v1/autopilot/runs': ({ orgId, projectId }) => ({ projectId, uploadId: uploads.get(orgId) }),
    'POST /v1/autopilot/runs/{id}/feedback': () => ({ outcome: 'merged' }),
    'PUT /v1/autopilot/projects/{id}/settings': () => ({ protected: ['src/**'] }),
    'POST /v1/attestations/verify': () => ({ envelope: {} }),
  },
  sameForAll: {
    'GET /v1/autopilot/recipes': 'Those that are built in.',
    'GET /v1/autopilot/trust': 'Recipes are the same for all; numbers are of the caller.',
  },
  ofEverybody: {
    'GET /v1/attestation-keys': 'Public keys.',
    'POST /v1/attestations/verify': 'Whoever has an attestation may verify it; nothing is looked up.',
  },
});
