import { expect, vi } from 'vitest';
import * as z from 'zod';
import { subscriptionChanged } from '../../lambdas/billing/events.ts';
import { putEvent, type RunningPlatform } from '../../local/put-event.ts';
import type { Plan } from '../../shared/plan.ts';
import { type Account, Client, logIn } from './client.ts';

const Me = z.object({ organization: z.object({ plan: z.string() }) });

/**
 * Puts somebody's organization on a plan, as billing will, and logs them in again: for the tokens and keys that they had, the
 * authorizer may remember the old plan for 30 seconds.
 */
export async function onPlan(platform: RunningPlatform, account: Account, plan: Plan): Promise<Account> {
  await setPlan(platform, account, plan);
  const { accessToken } = await logIn(new Client(account.client.url), account.email, account.password);
  return { ...account, client: account.client.with(accessToken) };
}

/** Returns when the organization shows it. */
export async function setPlan(
  platform: RunningPlatform,
  { orgId, client }: Pick<Account, 'orgId' | 'client'>,
  plan: Plan,
): Promise<void> {
  await putEvent(platform, { type: subscriptionChanged.type, orgId, data: { plan } });
  const planNow = async () => (await client.get('/v1/me')).as(Me).organization.plan;
  await vi.waitFor(async () => expect(await planNow()).toBe(plan), { timeout: 20_000, interval: 250 });
}
