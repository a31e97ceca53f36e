import { toIssues } from '../../../../lambdas/guardian-runner/audit/finding.ts';
import type { GuardianReport } from '../../../../lambdas/guardian-runner/report/report.ts';

/** Everything that a page can put into a report, meant badly. */
export const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(2)>\u202e`;

export function sampleReport(more: Partial<GuardianReport> = {}): GuardianReport {
  const url = 'https://a.example/shop';
  const issues = toIssues(
    [
      {
        suite: 'accessibility',
        ruleId: 'image-alt',
        severity: 'critical',
        title: 'Images must have alternative text',
        message: 'Ensure images have alternative text.',
        helpUrl: 'https://dequeuniversity.com/rules/axe/4.11/image-alt',
        places: [
          { selector: 'main > img', snippet: '<img src="a.png">' },
          { selector: 'footer > img', snippet: '<img src="b.png">' },
        ],
        suggestion: 'Add an alt attribute.',
        canBeHandedToAutopilot: true,
      },
      { suite: 'security', ruleId: 'csp-missing', severity: 'high', title: 'No CSP', message: 'There is no policy.' },
      { suite: 'seo', ruleId: 'canonical-missing', severity: 'medium', title: 'No canonical', message: 'None.' },
      { suite: 'seo', ruleId: 'title-too-long', severity: 'low', title: 'Long title', message: '80 characters.' },
      { suite: 'security', ruleId: 'referrer', severity: 'info', title: 'No policy', message: 'The default holds.' },
    ],
    url,
  );
  const needsReview = toIssues(
    [{ suite: 'accessibility', ruleId: 'color-contrast', severity: 'high', title: 'Contrast', message: 'Look here.' }],
    url,
  );
  return {
    version: 1,
    url,
    finalUrl: url,
    title: 'Shop',
    timestamp: '2026-11-22T10:00:00.000Z',
    durationMs: 7_300,
    device: 'desktop',
    suites: ['accessibility', 'performance', 'security', 'seo'],
    status: 'failed',
    pass: false,
    reasons: ['1 critical accessibility finding.'],
    scores: { accessibility: 70, performance: 91, security: 90, seo: 80, bestPractices: null, overall: 84 },
    thresholds: {},
    unmeasured: [],
    issues,
    needsReview,
    notices: [{ code: 'dialog', detail: 'The page opened an alert dialog; it was closed.' }],
    metrics: {
      lcp: 3100,
      cls: 0.02,
      tbt: 40,
      fcp: 900,
      si: 1200,
      ttfb: 80,
      bytes: 912_000,
      jsBytes: 40_000,
      requests: 21,
    },
    budgets: [{ metric: 'lcp', value: 3100, limit: 2500, ratio: 1.24, state: 'warning' }],
    artifacts: [],
    engine: { browser: 'HeadlessChrome/153.0.0.0', lighthouse: '13.5.0', axe: '4.14.1' },
    ...more,
  };
}
