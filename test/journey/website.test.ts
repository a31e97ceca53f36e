import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Account, Client, forget, newAccount, newApiKey, newProject } from './client.ts';
import { onPlan } from './plan.ts';
import { type Platform, startPlatform } from './platform.ts';
import { type Site, startSite } from './site.ts';

const Task = z.object({
  id: z.string(),
  status: z.string(),
  attempt: z.number(),
  progress: z.object({ percent: z.number() }),
  result: z.unknown().optional(),
});
const Severity = z.enum(['critical', 'high', 'medium', 'low', 'info']);
const Report = z.object({
  status: z.string(),
  pass: z.boolean(),
  scores: z.record(z.string(), z.number().nullable()),
  failure: z.object({ code: z.string(), detail: z.string() }).optional(),
  issues: z.array(z.object({ ruleId: z.string(), suite: z.string(), severity: Severity, fingerprint: z.string() })),
  notices: z.array(z.object({ code: z.string(), detail: z.string() })),
  metrics: z.record(z.string(), z.number().nullable()),
});
type Report = z.output<typeof Report>;

let platform: Platform;
let site: Site;
let ada: Account;
let projectId: string;
let byKey: Client;

beforeAll(async () => {
  [platform, site] = await Promise.all([startPlatform(), startSite()]);
  ada = await onPlan(platform, await newAccount(platform.ready.url), 'pro');
  projectId = await newProject(ada.client);
  const { secret } = await newApiKey(ada.client, ['guardian:write']);
  byKey = new Client(platform.ready.url, secret);
}, 90_000);
afterAll(async () => {
  await platform?.stop();
  await site?.close();
});

async function submit(path: string, options: object = {}): Promise<string> {
  const answer = await byKey.post('/v1/guardian/tests', { projectId, url: site.url + path, ...options });
  expect(answer.status).toBe(202);
  const { task } = answer.as(z.object({ task: Task }));
  expect(answer.headers.get('location')).toBe(`/v1/tasks/${task.id}`);
  return task.id;
}

async function finished(id: string): Promise<z.output<typeof Task>> {
  for (;;) {
    const task = (await byKey.get(`/v1/tasks/${id}?waitSeconds=20`)).as(Task);
    if (task.status !== 'queued' && task.status !== 'running') return task;
  }
}

async function reportOf(id: string): Promise<Report> {
  expect(await finished(id)).toMatchObject({ status: 'succeeded', progress: { percent: 100 } });
  return (await byKey.get(`/v1/guardian/tests/${id}/report`)).as(Report);
}

describe('a good page', { timeout: 120_000 }, () => {
  let id: string;
  let report: Report;
  beforeAll(async () => {
    id = await submit('/good');
    report = await reportOf(id);
  }, 120_000);

  test('passes without a false alarm', () => {
    expect(report).toMatchObject({ status: 'passed', pass: true });
    expect(report.issues.filter(({ severity }) => severity === 'critical' || severity === 'high')).toEqual([]);
    expect(report.scores.accessibility).toBe(100);
  });

  test('was really measured by Lighthouse', () => {
    expect(report.metrics.fcp).toBeGreaterThan(0);
    expect(report.metrics.lcp).toBeGreaterThan(0);
    expect(report.metrics.requests).toBeGreaterThanOrEqual(1);
  });

  test('is told in the test itself and in the list', async () => {
    const one = (await byKey.get(`/v1/guardian/tests/${id}`)).as(
      z.object({ status: z.string(), outcome: z.object({ pass: z.boolean() }) }),
    );
    expect(one).toMatchObject({ status: 'succeeded', outcome: { pass: true } });
    expect((await byKey.get(`/v1/guardian/tests?projectId=${projectId}`)).text).toContain(id);
  });

  test('has a readable page with the screenshot, and nothing in it that could run', async () => {
    const page = await byKey.get(`/v1/guardian/tests/${id}/report?format=html`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('src="data:image/');
    expect(page.text).not.toMatch(/<script/i);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('has SARIF 2.1.0', async () => {
    const sarif = (await byKey.get(`/v1/guardian/tests/${id}/report?format=sarif`)).as(
      z.object({ version: z.literal('2.1.0'), runs: z.array(z.object({ results: z.array(z.unknown()) })).length(1) }),
    );
    expect(sarif.runs[0]?.results.length).toBe(report.issues.length);
  });

  test('serves its artifacts by a link that expires', async () => {
    const { outcome } = (await byKey.get(`/v1/guardian/tests/${id}`)).as(
      z.object({ outcome: z.object({ artifacts: z.array(z.string()) }) }),
    );
    const screenshot = z.string().parse(outcome.artifacts.find((name) => name.startsWith('screenshot.')));
    const redirect = await byKey.get(`/v1/guardian/tests/${id}/artifacts/${screenshot}`);
    expect(redirect.status).toBe(302);
    const link = redirect.headers.get('location') ?? '';
    const image = await fetch(link);
    expect([image.status, image.headers.get('content-type')?.split('/')[0]]).toEqual([200, 'image']);
    expect((await fetch(link.replace('X-Amz-Expires=300', 'X-Amz-Expires=99999'))).status).toBe(403);
    expect((await byKey.get(`/v1/guardian/tests/${id}/artifacts/no-such.png`)).status).toBe(404);
  });

  test('is 404 for another tenant, in every form', async () => {
    const eve = await newAccount(platform.ready.url);
    const { secret } = await newApiKey(eve.client, ['guardian:write']);
    const other = new Client(platform.ready.url, secret);
    const paths = [
      `/v1/tasks/${id}`,
      `/v1/guardian/tests/${id}`,
      `/v1/guardian/tests/${id}/report`,
      `/v1/guardian/tests/${id}/artifacts/screenshot.png`,
    ];
    for (const path of paths) expect([path, (await other.get(path)).status]).toEqual([path, 404]);
    expect((await other.post(`/v1/tasks/${id}/cancel`)).status).toBe(404);
    expect((await other.get('/v1/tasks')).as(z.object({ items: z.array(z.unknown()) })).items).toEqual([]);
  });

  test('cannot be cancelled any more', async () => {
    const answer = await byKey.post(`/v1/tasks/${id}/cancel`);
    expect([answer.status, Client.problem(answer).code]).toEqual([409, 'conflict']);
  });
});

describe('a bad page', { timeout: 120_000 }, () => {
  test('shows the defects that it has, with fingerprints that stay', async () => {
    const first = await reportOf(await submit('/bad'));
    expect(first).toMatchObject({ status: 'failed', pass: false });
    const rules = first.issues.map(({ ruleId }) => ruleId);
    for (const expected of site.defectsOfBadPage) expect(rules).toContainEqual(expect.stringMatching(expected));
    const again = await reportOf(await submit('/bad', { suites: ['accessibility', 'security', 'content'] }));
    const of = (report: Report) =>
      report.issues
        .filter(({ suite }) => suite === 'accessibility' || suite === 'security')
        .map((issue) => issue.fingerprint);
    expect(of(again)).toEqual(of(first));
  });
});

describe('a site that cannot be tested is a succeeded task whose report says why:', { timeout: 120_000 }, () => {
  const suites = ['accessibility', 'security', 'content'];
  const failureOf = async (path: string) => {
    const report = await reportOf(await submit(path, { suites }));
    expect(report.pass).toBe(false);
    return [report.status, report.failure?.code];
  };

  test('one that redirects to a private address is refused', async () => {
    const id = await submit('/redirects-to-metadata', { suites });
    const report = await reportOf(id);
    expect(report.status).toBe('blocked');
    expect(report.failure?.detail).toContain('169.254.169.254');
  });

  test('one that answers with a download', async () => {
    expect(await failureOf('/download')).toEqual(['not-a-page', expect.any(String)]);
  });

  test('one whose host does not exist', async () => {
    const answer = await byKey.post('/v1/guardian/tests', {
      projectId,
      url: 'https://does-not-exist.invalid/',
      suites,
    });
    const report = await reportOf(answer.as(z.object({ task: Task })).task.id);
    expect(report.status).toBe('unreachable');
  });

  test('one where nobody listens', async () => {
    const gone = await startSite();
    await gone.close();
    const answer = await byKey.post('/v1/guardian/tests', { projectId, url: gone.url, suites });
    const report = await reportOf(answer.as(z.object({ task: Task })).task.id);
    expect(report).toMatchObject({ status: 'unreachable', failure: { code: 'connection-refused' } });
  });

  test('one that is larger than the cap', async () => {
    expect(await failureOf('/endless')).toEqual(['too-large', expect.any(String)]);
  });
});

describe('a running test', { timeout: 120_000 }, () => {
  test('is cancelled within seconds', async () => {
    const id = await submit('/never-ends');
    await expect
      .poll(async () => (await byKey.get(`/v1/tasks/${id}`)).as(Task).status, { timeout: 30_000 })
      .toBe('running');
    expect((await byKey.post(`/v1/tasks/${id}/cancel`)).status).toBe(200);
    expect((await finished(id)).status).toBe('cancelled');
    const report = await byKey.get(`/v1/guardian/tests/${id}/report`);
    expect([report.status, Client.problem(report).code]).toEqual([409, 'conflict']);
  });

  test('survives the death of the whole platform in its middle, and judges a page that never ends by what it shows', async () => {
    const id = await submit('/never-ends', { suites: ['content'] });
    await expect
      .poll(async () => (await byKey.get(`/v1/tasks/${id}`)).as(Task).status, { timeout: 30_000 })
      .toBe('running');
    await platform.kill();
    await platform.restart();
    // The lease of the dead worker.
    await forget(platform.ready.url);
    expect(await finished(id)).toMatchObject({ status: 'succeeded', attempt: 2 });
    const report = (await byKey.get(`/v1/guardian/tests/${id}/report`)).as(Report);
    expect(['timed-out', 'failed', 'passed']).toContain(report.status);
    expect(report.failure ?? report.notices[0]).toBeDefined();
  }, 180_000);
});

test('the demo account of the ready file is still there after the restart', async () => {
  const { apiKey, projectId: demoProject } = platform.ready;
  expect((await new Client(platform.ready.url, apiKey).get(`/v1/projects/${demoProject}`)).status).toBe(200);
});
