import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditOutcome } from '../../../../lambdas/guardian-runner/audit/request.ts';
import { suites } from '../../../../lambdas/guardian-runner/report/issue.ts';
import { auditOf, type Site, startSite } from './site.ts';

const dot = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><circle cx="24" cy="24" r="20"/></svg>';
const secret = `AKIA${'ABCDEFGHIJKLMNOP'}`;
const bad = `<!doctype html><html><head><title>${'A very long title '.repeat(5)}</title>
<meta name="robots" content="noindex"></head><body>
<h1>Offers</h1><p style="color:#bbb;background:#fff">You can hardly read this.</p>
<img src="/dot.svg"><input type="text"><button></button><a href="/next"></a>
<div style="width:3000px">wide</div><p>${secret}</p>
<script>console.error('cart 17 is broken'); setTimeout(() => { throw new Error('kaputt') }, 0)</script>
</body></html>`;

let site: Site;
beforeAll(async () => {
  site = await startSite({
    '/bad': (outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/html', 'set-cookie': ['sessionid=1; Path=/', 'theme=dark'] });
      outgoing.end(bad);
    },
    '/dot.svg': (outgoing) => outgoing.writeHead(200, { 'content-type': 'image/svg+xml' }).end(dot),
    '/robots.txt': (outgoing) =>
      outgoing.writeHead(200, { 'content-type': 'text/plain' }).end('User-agent: *\nAllow: /\n'),
  });
});
afterAll(() => site.close());

describe('a bad page', () => {
  let first: AuditOutcome;
  beforeAll(async () => {
    first = await auditOf(`${site.origin}/bad`, { suites, device: 'mobile' });
  });

  it.each([
    'critical accessibility/image-alt',
    'critical accessibility/label',
    'critical accessibility/button-name',
    'high accessibility/html-has-lang',
    'high accessibility/color-contrast',
    'high accessibility/link-name',
    'critical security/exposed-secret',
    'high security/csp-missing',
    'high security/session-cookie-not-httponly',
    'medium security/x-frame-options-missing',
    'low security/x-content-type-options-missing',
    'info security/referrer-policy-missing',
    'high seo/description-missing',
    'high seo/noindex',
    'medium seo/canonical-missing',
    'low seo/title-too-long',
    'critical content/uncaught-exception',
    'high content/console-error',
    'critical mobile/viewport-missing',
    'high mobile/horizontal-scroll',
    'medium mobile/tap-target-small',
  ])('has the finding %s', (expected) => {
    const found = first.report.issues.map(({ severity, suite, ruleId }) => `${severity} ${suite}/${ruleId}`);
    expect(found).toContain(expected);
  });

  it('has no finding that loopback does not deserve', () => {
    const rules = first.report.issues.map(({ ruleId }) => ruleId);
    expect(rules).not.toContain('no-https');
    expect(rules).not.toContain('cookie-insecure');
    expect(rules).not.toContain('is-on-https');
  });

  it('fails, and says why', () => {
    expect(first.report).toMatchObject({ status: 'failed', pass: false });
    expect(first.report.reasons).toContain('1 critical security finding.');
    expect(first.report.reasons).toContain('3 critical accessibility findings.');
  });

  it('keeps the secret out of the finding about it', () => {
    const finding = first.report.issues.find(({ ruleId }) => ruleId === 'exposed-secret');
    expect(JSON.stringify(finding)).not.toContain(secret);
  });

  it('has the same findings in the same order the next time', { timeout: 60_000 }, async () => {
    const second = await auditOf(`${site.origin}/bad?again`, { suites, device: 'mobile' });
    expect(second.report.issues.map(({ fingerprint }) => fingerprint)).toEqual(
      first.report.issues.map(({ fingerprint }) => fingerprint),
    );
  });
});
