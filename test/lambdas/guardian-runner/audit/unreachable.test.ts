import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditOf, page, redirect, type Site, startSite } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await startSite({
    '/page': page(''),
    '/never': () => undefined,
    '/endless': (outgoing) =>
      void outgoing.writeHead(200, { 'content-type': 'text/html' }).write(`<h1>${'Hi '.repeat(50)}</h1>`),
    '/busy': page('<script>for (;;);</script>', '', { 'content-security-policy': "script-src 'unsafe-inline'" }),
    '/circle': redirect('/circle'),
    '/giant': (outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/html' });
      outgoing.end(`<p>${'x'.repeat(8_000_000)}</p>`);
    },
    '/download': (outgoing) => {
      outgoing.writeHead(200, {
        'content-type': 'application/zip',
        'content-disposition': 'attachment; filename="a.zip"',
      });
      outgoing.end('PK');
    },
    '/json': (outgoing) => outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{"a":1}'),
    '/nothing': (outgoing) => outgoing.writeHead(204).end(),
    '/error': (outgoing) => outgoing.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Sorry</h1>'),
  });
});
afterAll(() => site.close());

const quick = { navigationTimeoutMs: 1_500, totalTimeoutMs: 20_000, maxBytes: 5_000_000 };

describe('a site that cannot be tested', () => {
  it.each([
    ['a page that never answers', '/never', 'timed-out', 'timed-out'],
    ['a page whose scripts never end', '/busy', 'timed-out', 'page-hung'],
    ['endless redirects', '/circle', 'unreachable', 'too-many-redirects'],
    ['more bytes than allowed', '/giant', 'too-large', 'too-large'],
    ['a download', '/download', 'not-a-page', 'not-a-page'],
    ['data', '/json', 'not-a-page', 'not-a-page'],
    ['no content', '/nothing', 'not-a-page', 'not-a-page'],
    ['a server error', '/error', 'failed', 'http-error'],
  ])('reports %s', async (_what, path, status, code) => {
    const { report } = await auditOf(`${site.origin}${path}`, { limits: quick });
    expect(report).toMatchObject({ status, pass: false, failure: { code } });
    expect(report.reasons[0]).toBe(report.failure?.detail);
  });

  it('judges what is there of a page that never finishes', async () => {
    const { report } = await auditOf(`${site.origin}/endless`, { limits: quick });
    expect(report.failure).toBeUndefined();
    expect(report.issues.map(({ ruleId }) => ruleId)).toContain('never-finished-loading');
    expect(report.scores.security).toBeLessThan(100);
  });

  it('reports a host that has no address', async () => {
    const resolver = async () => {
      throw new Error('getaddrinfo ENOTFOUND nowhere.example');
    };
    const { report } = await auditOf('https://nowhere.example/', { resolver });
    expect(report).toMatchObject({ status: 'unreachable', failure: { code: 'unknown-host' } });
  });

  it('reports a host that does not listen', async () => {
    const other = await startSite({});
    await other.close();
    const { report } = await auditOf(`${other.origin}/`);
    expect(report).toMatchObject({ status: 'unreachable', failure: { code: 'connection-refused' } });
  });

  it('reports a TLS connection that fails as a critical security finding too', async () => {
    const { report } = await auditOf(`https://localhost:${site.port}/page`);
    expect(report).toMatchObject({ status: 'unreachable', failure: { code: 'tls-error' } });
    expect(report.issues).toMatchObject([{ ruleId: 'tls-invalid', severity: 'critical' }]);
  });

  it('reports what it has when its time is up', async () => {
    const limits = { ...quick, navigationTimeoutMs: 10_000, totalTimeoutMs: 1_000 };
    const { report } = await auditOf(`${site.origin}/never`, { limits });
    expect(report).toMatchObject({ status: 'timed-out', unmeasured: ['security', 'content'] });
  });
});
