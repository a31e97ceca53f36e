import { expect } from 'vitest';
import * as z from 'zod';
import { letGraceEnd, runJob } from '../jobs.ts';
import { keepSomething } from './kept.ts';
import type { OpenRotation } from './keys.ts';
import type { Scene } from './scene.ts';

interface Due {
  readonly erasableUserId: string;
  readonly erasableOrgId: string;
  readonly rotation: OpenRotation;
}

/** What is done by the clock, each with something to do. */
export async function tryJobs({ call, runtime }: Scene, due: Due): Promise<void> {
  await letGraceEnd(runtime, 'USER', due.erasableUserId);
  await letGraceEnd(runtime, 'ORG', due.erasableOrgId);
  const erased = await keepSomething(runtime, due.erasableOrgId);
  for (const id of ['ChainAudit', 'EraseAccounts', 'EraseOrganizations', 'PublishKeys', 'Sweeper']) {
    await runJob(runtime, id);
  }
  await erased();
  const { client, keyId } = due.rotation;
  const Rotated = z.object({ rotation: z.object({ closedAt: z.string().optional() }) });
  const closedAt = async () => {
    await runJob(runtime, 'CloseRotatedKeys');
    const answer = await call(client, 'GET /v1/api-keys/{id}', 200, { params: { id: keyId } });
    return answer.as(Rotated).rotation.closedAt;
  };
  await expect.poll(closedAt, { timeout: 10_000, interval: 500 }).toBeDefined();
}
