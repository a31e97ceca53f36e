import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { subscriptionChanged } from '../lambdas/billing/events.ts';
import { putEvent, type RunningPlatform } from '../local/put-event.ts';
import type { Demo } from '../local/seed.ts';

/**
 * Puts the demo account on the largest plan, because a measurement asks more often than a free account may. Replies an access
 * token; returns when the API key has the new limits, too, which the authorizer may have to forget the old ones for.
 */
export async function raiseLimits(demo: Demo, platform: RunningPlatform): Promise<string> {
  const me = async (credential: string) => {
    const reply = await fetch(`${demo.url}/v1/me`, { headers: { authorization: `Bearer ${credential}` } });
    const { organization } = z
      .object({ organization: z.object({ id: z.string(), plan: z.string() }) })
      .parse(await reply.json());
    return { ...organization, isRaised: reply.headers.get('ratelimit-policy')?.includes('"burst";q=1000;') };
  };
  const early = await logIn(demo);
  const { id } = await me(early);
  await putEvent(platform, { type: subscriptionChanged.type, orgId: id, data: { plan: 'enterprise' } });
  while ((await me(early)).plan !== 'enterprise') await wait(200);
  while (!(await me(demo.apiKey)).isRaised) await wait(1_000);
  return logIn(demo);
}

async function logIn({ url, email, password }: Demo): Promise<string> {
  const reply = await fetch(`${url}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  return z.object({ accessToken: z.string() }).parse(await reply.json()).accessToken;
}
