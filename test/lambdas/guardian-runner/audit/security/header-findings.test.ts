import { describe, expect, it } from 'vitest';
import { headerFindings } from '../../../../../lambdas/guardian-runner/audit/security/header-findings.ts';

const good = {
  'content-security-policy': "default-src 'self'; frame-ancestors 'none'",
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
};

function rules(headers: Readonly<Record<string, string>>, url = 'https://a.example/', isTrustedLoopback = false) {
  const facts = { url: new URL(url), headers, metaCsp: [], metaReferrer: null, isTrustedLoopback };
  return headerFindings(facts).map(({ ruleId, severity }) => `${severity} ${ruleId}`);
}

function without(name: keyof typeof good) {
  return Object.fromEntries(Object.entries(good).filter(([header]) => header !== name));
}

describe('headerFindings', () => {
  it('finds nothing on a page that sets everything', () => expect(rules(good)).toEqual([]));

  it('finds everything on a page that sets nothing', () => {
    expect(rules({})).toEqual([
      'high csp-missing',
      'high hsts-missing',
      'medium x-frame-options-missing',
      'low x-content-type-options-missing',
      'info referrer-policy-missing',
    ]);
  });

  it('calls plain HTTP critical and does not ask it for HSTS, which browsers ignore there (RFC 6797, 8.1)', () => {
    expect(rules(without('strict-transport-security'), 'http://a.example/')).toEqual(['critical no-https']);
  });

  it('takes loopback for a secure context where it may be tested', () => {
    expect(rules(good, 'http://localhost:3000/', true)).toEqual([]);
    expect(rules(good, 'http://localhost:3000/', false)).toEqual(['critical no-https']);
  });

  it.each(['max-age=0', 'max-age=86400', 'includeSubDomains'])('finds HSTS "%s" too short', (value) => {
    expect(rules({ ...good, 'strict-transport-security': value })).toEqual(['medium hsts-short']);
  });

  it('accepts X-Frame-Options or frame-ancestors, and no obsolete value', () => {
    const open = { ...good, 'content-security-policy': "default-src 'self'" };
    expect(rules({ ...open, 'x-frame-options': 'SAMEORIGIN' })).toEqual([]);
    expect(rules(open)).toEqual(['medium x-frame-options-missing']);
    expect(rules({ ...open, 'x-frame-options': 'ALLOW-FROM https://b.example' })).toHaveLength(1);
  });

  it('knows the referrer policies that leak', () => {
    expect(rules({ ...good, 'referrer-policy': 'unsafe-url' })).toEqual(['low referrer-policy-unsafe']);
    expect(rules({ ...good, 'referrer-policy': 'unsafe-url, no-referrer' })).toEqual([]);
  });

  it('notes open CORS with credentials and software versions', () => {
    const cors = { 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'true' };
    expect(rules({ ...good, ...cors })).toEqual(['medium cors-open-with-credentials']);
    expect(rules({ ...good, server: 'nginx/1.18.0' })).toEqual(['info server-version']);
    expect(rules({ ...good, server: 'cloudflare' })).toEqual([]);
  });
});
