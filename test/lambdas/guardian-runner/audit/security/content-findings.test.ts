import { describe, expect, it } from 'vitest';
import {
  integrityFindings,
  mixedContentFindings,
  privateNetworkFindings,
} from '../../../../../lambdas/guardian-runner/audit/security/content-findings.ts';

const script = { selector: 'script', snippet: '<script src="http://b.example/a.js">', url: 'http://b.example/a.js' };
const image = { selector: 'img', snippet: '<img src="http://b.example/a.png">', url: 'http://b.example/a.png' };
const page = new URL('https://a.example/');

describe('mixedContentFindings', () => {
  it('tells code from pictures', () => {
    const findings = mixedContentFindings(
      page,
      [
        { ...script, isActive: true },
        { ...image, isActive: false },
      ],
      [],
    );
    expect(findings.map(({ ruleId, severity }) => `${severity} ${ruleId}`)).toEqual([
      'high mixed-content-active',
      'low mixed-content-passive',
    ]);
  });

  it('adds what only the browser saw, and nothing twice', () => {
    const seen = [script.url, 'http://b.example/api'];
    const findings = mixedContentFindings(page, [{ ...script, isActive: true }], seen);
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['mixed-content-active', 'mixed-content-requested']);
    expect(findings[1]?.message).toContain('http://b.example/api');
  });

  it('does not exist on a plain HTTP page', () => {
    expect(mixedContentFindings(new URL('http://a.example/'), [{ ...script, isActive: true }], [script.url])).toEqual(
      [],
    );
  });
});

describe('other content', () => {
  it('asks foreign scripts for integrity', () => {
    expect(integrityFindings([])).toEqual([]);
    expect(integrityFindings([script])).toMatchObject([{ ruleId: 'sri-missing', severity: 'low', places: [script] }]);
  });

  it('names the private addresses that a page asked for', () => {
    expect(privateNetworkFindings([])).toEqual([]);
    const [finding] = privateNetworkFindings([
      { host: '192.168.0.1', port: 80 },
      { host: '10.0.0.1', port: 443 },
    ]);
    expect(finding).toMatchObject({ ruleId: 'private-network-request', severity: 'medium', nodes: 2 });
    expect(finding?.message).toContain('10.0.0.1:443, 192.168.0.1:80');
  });
});
