import { afterAll, beforeAll } from 'vitest';
import * as z from 'zod';
import { insightContract } from '../../../lambdas/insight-runner/contract.ts';
import { NewSnapshot } from '../../../lambdas/insight-runner/snapshot/snapshot.ts';
import { submitSnapshot } from '../../../lambdas/insight-runner/snapshot/submit-snapshot.ts';
import { createTable } from '../../../shared/dynamo.ts';
import { projectKey } from '../../../shared/project.ts';
import { insiders, type Tenant, walkTenants } from '../../shared/tenant-walk.ts';
import { type Insight, type InsightWorld, startInsight } from './insight-world.ts';

let world: InsightWorld;
/** Any of them: what they ask goes to the same tables. */
let front: Insight;
beforeAll(async () => {
  world = await startInsight();
  front = await world.organization();
});
afterAll(() => world.close());

const insights = new Map<string, Insight>();
const uploads = new Map<string, string>();

const snapshotOf = (projectId: string) => ({
  ...{ snapshotVersion: '1', snapshotId: '0f9a2c1e-5b7d-5e3a-9c41-7d2e8f6a1b03', projectId, projectName: 'secret' },
  counts: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
  ...{ uniqueFiles: 0, riskScore: 0, detectorsUsed: ['lint'], analysisTimeMs: 1 },
  environment: { os: 'linux', nodeVersion: '24.1.0', cliVersion: '3.2.1' },
});

async function tenant(): Promise<Tenant> {
  const insight = await world.organization();
  const { orgId, projectId } = insight;
  insights.set(orgId, insight);
  const uploadId = await insight.upload({ 'src/secret.ts': 'debugger;\n' });
  uploads.set(orgId, uploadId);
  const task = await insight.submit(uploadId, { detectors: ['complexity'] });
  await insight.work(task);
  for (const [key, object] of insight.objects.kept) front.objects.kept.set(key, object);
  const { ctx, deps } = { ctx: insight.scene.context(), deps: insight.deps };
  await submitSnapshot({ ctx, deps, input: NewSnapshot.parse(snapshotOf(projectId)) });
  await world.projects.update(projectKey(orgId, projectId), { set: { teamIds: [insiders] } });
  return { orgId, projectId, ids: { analyses: task.id, projects: projectId } };
}

/** What the service keeps, the tasks of it, and what was sent to their workers. */
async function stateOf(orgId: string): Promise<string> {
  const own = createTable(world.client, 'analyses');
  const kept = await Promise.all(
    [own, world.table].map((table) => table.query(z.unknown(), { pk: `ORG#${orgId}`, limit: 500 })),
  );
  const sent = [front, ...insights.values()].flatMap(({ scene }) => scene.queue.sent);
  return JSON.stringify([kept, sent.filter((message) => message.orgId === orgId)]);
}

walkTenants({
  ...{ contract: insightContract, tenant, stateOf, ask: (asked) => front.ask({ authorizer: undefined, ...asked }) },
  bodies: {
    'POST /v1/insight/analyses': ({ orgId, projectId }) => ({ projectId, uploadId: uploads.get(orgId) }),
    'POST /v1/insight/snapshots': ({ projectId }) => snapshotOf(projectId),
  },
  ofEverybody: {},
});
