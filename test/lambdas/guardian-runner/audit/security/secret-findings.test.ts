import { describe, expect, it } from 'vitest';
import { secretFindings } from '../../../../../lambdas/guardian-runner/audit/security/secret-findings.ts';

// Put together here, so that no scanner takes this file for a leak.
const samples = [
  ['AKIA', 'ABCDEFGHIJKLMNOP'],
  ['ghp_', 'a'.repeat(36)],
  ['glpat-', 'a'.repeat(20)],
  ['sk_live_', 'a'.repeat(24)],
  ['xoxb-', '1'.repeat(24)],
  ['npm_', 'a'.repeat(36)],
  ['odavl_', 'a'.repeat(48)],
  ['-----BEGIN ', 'PRIVATE KEY-----'],
].map(([start, rest]) => `${start}${rest}`);

describe('secretFindings', () => {
  it.each(samples)('finds a secret that begins like %.6s', (secret) => {
    const [finding, ...others] = secretFindings([{ where: 'The page', text: `const key = "${secret}";` }]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ ruleId: 'exposed-secret', severity: 'critical', suite: 'security' });
    expect(JSON.stringify(finding)).not.toContain(secret);
  });

  it.each([
    'pk_live_abcdefghijklmnopqrstuvwx',
    'AIzaSyA-a-key-made-for-browsers-1234567',
    'sk-to-context',
    'AKIASHORT',
  ])('takes %s for no secret', (text) => expect(secretFindings([{ where: 'The page', text }])).toEqual([]));

  it('reports a secret once, where it came first', () => {
    const text = samples[0] ?? '';
    const found = secretFindings([
      { where: 'The page', text: `${text} ${text}` },
      { where: 'The script /a.js', text },
    ]);
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toContain('The page');
  });
});
