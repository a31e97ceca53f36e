import { describe, expect, it } from 'vitest';
import { toIssues } from '../../../../lambdas/guardian-runner/audit/finding.ts';
import { fingerprint, normalise } from '../../../../lambdas/guardian-runner/audit/fingerprint.ts';

const base = { suite: 'accessibility', ruleId: 'image-alt', url: 'https://a.example/shop/' };

describe('fingerprint', () => {
  it('is the same for the same defect on another deployment', () => {
    const first = fingerprint({ ...base, subject: 'main > img:nth-of-type(3)' });
    expect(fingerprint({ ...base, url: 'https://preview-7.a.example/shop?x=1', subject: 'main > img' })).toBe(first);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
  });

  it('differs by rule, by path and by place', () => {
    const all = [
      fingerprint(base),
      fingerprint({ ...base, ruleId: 'label' }),
      fingerprint({ ...base, url: 'https://a.example/cart' }),
      fingerprint({ ...base, subject: '#logo' }),
      fingerprint({ ...base, subject: '#menu' }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it.each([
    ['#react-aria-4711 > a:nth-child(2)', '#react-aria-* > a'],
    ['.btn-3f9a2c1 span', '.btn-* span'],
    ['Request 17 failed after  230 ms', 'request * failed after * ms'],
    ['main > h2', 'main > h2'],
  ])('normalises %s', (subject, expected) => expect(normalise(subject)).toBe(expected));
});

describe('toIssues', () => {
  const finding = { title: 't', message: 'm' };

  it('orders by severity, then suite, then rule, whatever order they came in', () => {
    const findings = [
      { ...finding, suite: 'seo', ruleId: 'b', severity: 'low' },
      { ...finding, suite: 'security', ruleId: 'z', severity: 'high' },
      { ...finding, suite: 'accessibility', ruleId: 'y', severity: 'high' },
      { ...finding, suite: 'seo', ruleId: 'a', severity: 'low' },
      { ...finding, suite: 'content', ruleId: 'x', severity: 'critical' },
    ] as const;
    const order = toIssues(findings, base.url).map((issue) => issue.ruleId);
    expect(order).toEqual(['x', 'y', 'z', 'a', 'b']);
    expect(toIssues([...findings].reverse(), base.url)).toEqual(toIssues(findings, base.url));
  });

  it('reports a defect once', () => {
    const twice = { ...finding, suite: 'content', ruleId: 'console-error', severity: 'high', subject: 'boom' } as const;
    expect(toIssues([twice, { ...twice }], base.url)).toHaveLength(1);
  });

  it('shows the first places, counts all and shortens their markup', () => {
    const places = Array.from({ length: 30 }, (_, index) => ({ selector: `#p${index}`, snippet: 'x'.repeat(5000) }));
    const [issue] = toIssues([{ ...finding, suite: 'seo', ruleId: 'r', severity: 'low', places }], base.url);
    expect(issue).toMatchObject({ nodes: 30, selector: '#p0' });
    expect(issue?.occurrences).toHaveLength(10);
    expect(issue?.snippet).toHaveLength(300);
  });
});
