import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../../../lambdas/guardian-runner/audit/audit.ts';
import { BrowserBrokenError } from '../../../../lambdas/guardian-runner/browser/browser-broken-error.ts';
import { suites } from '../../../../lambdas/guardian-runner/report/issue.ts';
import { page, type Route, request, type Site, startSite } from './site.ts';

const good: Route = (outgoing, incoming) =>
  page(
    '<p><img src="/dot.svg" alt="A dot" width="48" height="48"></p>',
    `<meta name="description" content="A page with nothing to find.">
<link rel="canonical" href="http://${incoming.headers.host}/good"><link rel="icon" href="/dot.svg">`,
    { 'set-cookie': ['sid=1; Secure; HttpOnly; SameSite=Lax; Path=/'] },
  )(outgoing, incoming);
const dot = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><circle cx="24" cy="24" r="20"/></svg>';
let site: Site;
beforeAll(async () => {
  site = await startSite({
    '/good': good,
    '/dot.svg': (outgoing) => outgoing.writeHead(200, { 'content-type': 'image/svg+xml' }).end(dot),
    '/robots.txt': (outgoing) =>
      outgoing.writeHead(200, { 'content-type': 'text/plain' }).end('User-agent: *\nAllow: /\n'),
  });
});
afterAll(() => site.close());

describe('a good page', () => {
  it('passes every suite without a single finding', { timeout: 60_000 }, async () => {
    const steps: number[] = [];
    const { report, artifacts } = await audit({
      ...request(`${site.origin}/good`),
      suites,
      progress: (percent) => steps.push(percent),
    });
    expect(report.issues).toEqual([]);
    expect(report).toMatchObject({ status: 'passed', pass: true, reasons: [], unmeasured: [], title: 'A page' });
    expect(report.scores).toEqual({
      accessibility: 100,
      performance: expect.any(Number),
      security: 100,
      seo: 100,
      bestPractices: 100,
      overall: expect.any(Number),
    });
    expect(report.scores.overall).toBeGreaterThanOrEqual(90);
    expect(report.metrics).toMatchObject({ lcp: expect.any(Number), cls: 0, requests: expect.any(Number) });
    expect(report.metrics.bytes).toBeGreaterThan(dot.length);
    expect(report.engine).toMatchObject({ lighthouse: expect.any(String), axe: expect.any(String) });
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(100);

    expect(artifacts.map(({ name }) => name)).toEqual(['screenshot.jpg', 'axe.json', 'lighthouse.json']);
    expect(report.artifacts.map(({ bytes }) => bytes)).toEqual(artifacts.map(({ body }) => body.length));
    expect(artifacts[0]?.body.subarray(0, 3).toString('hex')).toBe('ffd8ff');
    expect(JSON.parse(String(artifacts[2]?.body))).toHaveProperty('audits.largest-contentful-paint');
  });
});

describe('audit', () => {
  it('refuses a URL without asking it anything', async () => {
    const { report } = await audit({ ...request('http://10.0.0.1/'), allowLoopback: false });
    expect(report).toMatchObject({
      status: 'blocked',
      failure: { code: 'ssrf-blocked' },
      durationMs: expect.any(Number),
    });
  });

  it('stops within a second in the middle of a measurement, and the next audit is none the worse', async () => {
    const controller = new AbortController();
    const reason = new Error('The task was cancelled.');
    let abortedAt = 0;
    const stopped = audit({
      ...request(`${site.origin}/good`),
      suites: ['performance'],
      signal: controller.signal,
      progress: (percent) => {
        if (percent !== 55) return;
        abortedAt = performance.now();
        controller.abort(reason);
      },
    });
    await expect(stopped).rejects.toBe(reason);
    expect(performance.now() - abortedAt).toBeLessThan(1_500);
    const { report } = await audit({ ...request(`${site.origin}/good`), suites: ['performance', 'seo'] });
    expect(report).toMatchObject({ status: 'passed', unmeasured: [] });
  });

  it('does not start after an abort', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(audit({ ...request('https://a.example/'), signal })).rejects.toThrow('too late');
  });

  it('calls the browser broken where none can start, so that the task is retried', async () => {
    const before = process.env.TMPDIR;
    process.env.TMPDIR = '/nowhere/at/all';
    try {
      await expect(audit(request(`${site.origin}/good`))).rejects.toBeInstanceOf(BrowserBrokenError);
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  });
});
