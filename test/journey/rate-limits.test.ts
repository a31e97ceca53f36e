import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { parseStructuredList } from '../shared/structured-list.ts';
import { type Account, type Answer, Client, newAccount, newApiKey } from './client.ts';
import { onPlan, setPlan } from './plan.ts';
import { type Platform, startPlatform } from './platform.ts';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
}, 90_000);
afterAll(() => platform?.stop());

const fieldOf = (answer: Answer, name: string) => parseStructuredList(answer.headers.get(name) ?? '');
const burstOf = (answer: Answer) => fieldOf(answer, 'ratelimit').find(({ value }) => value === 'burst')?.parameters;
const policyOf = (answer: Answer) =>
  fieldOf(answer, 'ratelimit-policy').map(({ value, parameters }) => [value, parameters.q]);

/** Asks until it is refused, at most so often. */
async function askUntilRefused(client: Client, most: number): Promise<{ passed: number; refused: Answer | undefined }> {
  for (let passed = 0; passed < most; passed += 1) {
    const answer = await client.get('/v1/projects');
    if (answer.status === 429) return { passed, refused: answer };
    expect(answer.status).toBe(200);
  }
  return { passed: most, refused: undefined };
}

describe('an account on the free plan', () => {
  let ada: Account;
  beforeAll(async () => {
    ada = await newAccount(platform.ready.url);
  });

  test('reads its limits from every reply, of every service', async () => {
    const answers = [
      await ada.client.get('/v1/projects'),
      await ada.client.get('/v1/tasks'),
      await ada.client.get('/v1/guardian/tests'),
      await ada.client.get('/v1/projects/prj_01k00000000000000000000000'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404]);
    for (const answer of answers) {
      expect(policyOf(answer)).toEqual([
        ['burst', 60],
        ['month', 100_000],
      ]);
    }
    const months = answers.map((answer) => fieldOf(answer, 'ratelimit')[1]?.parameters.r);
    expect(months).toEqual([99_999, 99_998, 99_997, 99_996]);
  });

  test('is refused when it asks too often, and served again when Retry-After is over', async () => {
    const startedAt = Date.now();
    const { passed, refused } = await askUntilRefused(ada.client, 200);
    // Sixty, of which some were taken before, and one more for each second that the test took.
    expect(passed).toBeGreaterThan(30);
    expect(passed).toBeLessThanOrEqual(60 + Math.ceil((Date.now() - startedAt) / 1_000));
    if (!refused) throw new Error('Nothing was refused.');
    expect(Client.problem(refused)).toMatchObject({ code: 'rate_limited', status: 429 });
    expect(burstOf(refused)?.r).toBe(0);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBe(1);
    await expect.poll(async () => (await ada.client.get('/v1/projects')).status, { interval: 300 }).toBe(200);
  });

  test('takes no more when it asks from all sides at once', { timeout: 60_000 }, async () => {
    const { client } = await newAccount(platform.ready.url);
    const startedAt = Date.now();
    await askUntilRefused(client, 52);
    const answers = await Promise.all(Array.from({ length: 24 }, () => client.get('/v1/projects')));
    const passed = answers.filter(({ status }) => status === 200).length;
    expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 429)).toEqual([]);
    expect(passed).toBeGreaterThanOrEqual(8);
    expect(passed).toBeLessThanOrEqual(8 + Math.ceil((Date.now() - startedAt) / 1_000));
  });

  test('is not limited on public routes', async () => {
    const health = await ada.client.get('/health');
    expect([health.status, health.headers.get('ratelimit')]).toEqual([200, null]);
  });
});

describe('a plan', () => {
  test('raises the limits of people and of keys that were there before', { timeout: 60_000 }, async () => {
    const ada = await newAccount(platform.ready.url);
    const { secret } = await newApiKey(ada.client, ['projects:read']);
    const larger = await onPlan(platform, ada, 'enterprise');
    const bySession = await larger.client.get('/v1/projects');
    expect(policyOf(bySession)[0]).toEqual(['burst', 1_000]);
    expect(burstOf(bySession)?.r).toBeGreaterThan(900);
    // Keys follow their organization; asked too early, the authorizer remembers the old plan for 30 seconds.
    const byKey = async () => policyOf(await larger.client.with(secret).get('/v1/projects'))[0];
    await expect.poll(byKey, { timeout: 40_000, interval: 1_000 }).toEqual(['burst', 1_000]);
  });

  test('that changes is in the audit log', { timeout: 60_000 }, async () => {
    const ada = await newAccount(platform.ready.url);
    await setPlan(platform, ada, 'pro');
    const Log = z.object({ items: z.array(z.looseObject({ action: z.string() })) });
    const changes = async () =>
      (await ada.client.get('/v1/audit-log?action=organization.plan-changed'))
        .as(Log)
        .items.map(({ action }) => action);
    await expect.poll(changes, { timeout: 30_000, interval: 1_000 }).toEqual(['organization.plan-changed']);
  });
});
