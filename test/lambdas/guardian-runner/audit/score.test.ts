import { describe, expect, it } from 'vitest';
import { toIssues } from '../../../../lambdas/guardian-runner/audit/finding.ts';
import {
  accessibilityScore,
  failedGates,
  overallScore,
  securityScore,
} from '../../../../lambdas/guardian-runner/audit/score.ts';

const none = { accessibility: null, performance: null, security: null, seo: null, bestPractices: null };

describe('scores', () => {
  it('takes 1, 3, 7 and 15 points a node from accessibility', () => {
    expect(accessibilityScore([])).toBe(100);
    expect(
      accessibilityScore([
        { impact: 'minor', nodes: 1 },
        { impact: 'moderate', nodes: 1 },
        { impact: 'serious', nodes: 2 },
        { impact: 'critical', nodes: 1 },
      ]),
    ).toBe(100 - 1 - 3 - 14 - 15);
    expect(accessibilityScore([{ impact: 'critical', nodes: 7 }])).toBe(0);
  });

  it('takes 2, 5, 10 and 20 points a finding from security, and none for advice', () => {
    expect(securityScore(['info', 'info'])).toBe(100);
    expect(securityScore(['low', 'medium', 'high', 'critical'])).toBe(63);
    expect(securityScore(Array.from({ length: 6 }, () => 'critical' as const))).toBe(0);
  });

  it('weighs accessibility .3, performance .4 and security .3', () => {
    expect(overallScore({ ...none, accessibility: 100, performance: 50, security: 0 })).toBe(50);
    expect(overallScore({ ...none, accessibility: 0, performance: 100, security: 0, seo: 100 })).toBe(40);
  });

  it('shares the weight of what was not requested among the others', () => {
    expect(overallScore({ ...none, security: 80 })).toBe(80);
    expect(overallScore({ ...none, accessibility: 100, performance: 30 })).toBe(60);
    expect(overallScore({ ...none, seo: 90 })).toBeNull();
  });
});

describe('failedGates', () => {
  const finding = { ruleId: 'r', title: 't', message: 'm' };
  const gate = (input: Partial<Parameters<typeof failedGates>[0]>) =>
    failedGates({ issues: [], scores: { ...none, overall: null }, thresholds: {}, unmeasured: [], ...input });

  it('lets a page pass at an overall score of 70', () => {
    expect(gate({ scores: { ...none, overall: 70 } })).toEqual([]);
    expect(gate({ scores: { ...none, overall: 69 } })).toEqual(['Overall score 69 is below 70.']);
  });

  it('fails on a critical accessibility or security finding whatever the score', () => {
    const issues = toIssues(
      [
        { ...finding, suite: 'security', severity: 'critical' },
        { ...finding, suite: 'accessibility', severity: 'critical' },
      ],
      'https://a.example/',
    );
    const scores = { ...none, overall: 99 };
    expect(gate({ issues, scores })).toEqual(['1 critical accessibility finding.', '1 critical security finding.']);
  });

  it('does not fail on a critical finding of another suite or a high one', () => {
    const issues = toIssues(
      [
        { ...finding, suite: 'content', severity: 'critical' },
        { ...finding, suite: 'security', severity: 'high' },
      ],
      'https://a.example/',
    );
    expect(gate({ issues, scores: { ...none, overall: 90 } })).toEqual([]);
  });

  it('takes thresholds from the request', () => {
    const scores = { ...none, overall: 60, seo: 80 };
    expect(gate({ scores, thresholds: { overall: 50, seo: 90 } })).toEqual(['SEO score 80 is below 90.']);
  });

  it('fails where a requested suite could not be measured', () => {
    const reasons = gate({ scores: { ...none, overall: 100 }, unmeasured: ['performance'] });
    expect(reasons).toEqual(['The performance suite could not be measured.']);
  });
});
