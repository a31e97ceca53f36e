import { describe, expect, it } from 'vitest';
import { judgeCsp } from '../../../../../lambdas/guardian-runner/audit/security/csp.ts';

const rules = (...policies: string[]) => judgeCsp(policies).map(({ ruleId, severity }) => `${severity} ${ruleId}`);

// https://www.w3.org/TR/CSP3/
describe('judgeCsp', () => {
  it.each([
    ["default-src 'self'"],
    ["script-src 'nonce-abc' 'strict-dynamic' 'unsafe-inline' https:"],
    ["script-src 'self' 'sha256-abc=' 'unsafe-inline'"],
    ["default-src 'none'; script-src https://cdn.example"],
  ])('finds nothing wrong with %s', (policy) => expect(rules(policy)).toEqual([]));

  it.each([
    ["script-src 'self' 'unsafe-inline'", 'medium csp-unsafe-inline'],
    ["default-src 'self' 'unsafe-eval'", 'low csp-unsafe-eval'],
    ['script-src *', 'medium csp-scripts-open'],
    ['script-src https:', 'medium csp-scripts-open'],
    ["img-src 'self'", 'high csp-scripts-open'],
  ])('finds what is wrong with %s', (policy, rule) => expect(rules(policy)).toEqual([rule]));

  it('misses a policy where there is none', () => {
    expect(rules()).toEqual(['high csp-missing']);
    expect(rules('', ' ; ')).toEqual(['high csp-missing']);
  });

  it('judges by the strictest of several policies, since all of them apply', () => {
    expect(rules('script-src *', "script-src 'self'")).toEqual([]);
    expect(rules("script-src *, script-src 'self'")).toEqual([]);
  });

  it('counts the first of two directives with one name', () => {
    expect(rules("script-src 'self'; script-src *")).toEqual([]);
  });
});
