import { describe, expect, it } from 'vitest';
import type { LighthouseResult } from '../../../../../lambdas/guardian-runner/audit/lighthouse.ts';
import { lighthouseFindings } from '../../../../../lambdas/guardian-runner/audit/suites/lighthouse-findings.ts';
import {
  categoryScore,
  noTimings,
  performanceFindings,
  timingsOf,
} from '../../../../../lambdas/guardian-runner/audit/suites/performance.ts';

function audit(id: string, score: number | null, more: object = {}): LighthouseResult['audits'][string] {
  return { id, title: `\`${id}\` fails`, description: 'What it is.', score, scoreDisplayMode: 'binary', ...more };
}

function result(audits: LighthouseResult['audits'][string][], categories: LighthouseResult['categories'] = {}) {
  const byId = Object.fromEntries(audits.map((one) => [one.id, one]));
  return { lighthouseVersion: '13', runWarnings: [], categories, audits: byId };
}

function category(score: number | null, weights: Readonly<Record<string, number>>) {
  return { score, auditRefs: Object.entries(weights).map(([id, weight]) => ({ id, weight })) };
}

describe('categoryScore', () => {
  const weights = { fcp: 10, si: 10, lcp: 25, tbt: 30, cls: 25 };
  const measured = [audit('fcp', 1), audit('lcp', 0.6), audit('tbt', 1), audit('cls', 1)];

  it('is what Lighthouse says', () => {
    expect(categoryScore(category(0.876, weights), result(measured))).toBe(88);
  });

  it('does without the Speed Index where Chromium could not measure it', () => {
    expect(categoryScore(category(null, weights), result([...measured, audit('si', null)]))).toBe(89);
  });

  it('is unknown where more is missing', () => {
    expect(categoryScore(category(null, weights), result(measured.slice(2)))).toBeNull();
    expect(categoryScore(undefined, result([]))).toBeNull();
  });
});

describe('performanceFindings', () => {
  const metrics = { ...noTimings, bytes: null, jsBytes: null, requests: null };
  const rules = (more: Partial<Record<keyof typeof metrics, number>>) =>
    performanceFindings({ ...metrics, ...more }, undefined).map(({ ruleId, severity }) => `${severity} ${ruleId}`);

  it('finds nothing at the limits', () => {
    expect(rules({ lcp: 2500, fcp: 3000, cls: 0.1, bytes: 3_000_000, requests: 100 })).toEqual([]);
  });

  it('finds each metric over its limit', () => {
    expect(rules({ lcp: 2501, fcp: 3001, cls: 0.101, bytes: 3_000_001, requests: 101 })).toEqual([
      'high lcp',
      'medium fcp',
      'medium cls',
      'medium page-weight',
      'low request-count',
    ]);
  });

  it('advises what saves most', () => {
    const audits = [
      audit('a', 0, { title: 'Use a CDN', metricSavings: { LCP: 100 } }),
      audit('b', 0, { title: 'Compress images', metricSavings: { LCP: 900 } }),
      audit('c', 0, { title: 'Nothing here', metricSavings: { LCP: 0 } }),
    ];
    const [finding] = performanceFindings({ ...metrics, lcp: 5000 }, result(audits));
    expect(finding?.suggestion).toBe('Compress images. Use a CDN.');
  });

  it('reads the timings of a result', () => {
    const lcp = audit('largest-contentful-paint', 1, { numericValue: 1234.56 });
    const cls = audit('cumulative-layout-shift', 1, { numericValue: 0.01234 });
    expect(timingsOf(result([lcp, cls]))).toEqual({ ...noTimings, lcp: 1235, cls: 0.012 });
  });
});

describe('lighthouseFindings', () => {
  const link = { description: 'Say it. [Learn more](https://developer.chrome.com/x).', scoreDisplayMode: 'binary' };
  const nodes = { details: { items: [{ node: { selector: 'a', snippet: '<a>' } }, { url: 'x' }] } };
  const found = result(
    [
      audit('crawlable-anchors', 0, { ...link, ...nodes }),
      audit('image-alt', 0),
      audit('hreflang', 1),
      audit('advice', 0),
    ],
    { seo: category(0.5, { 'crawlable-anchors': 1, 'image-alt': 1, hreflang: 1, advice: 0 }) },
  );

  it('takes over what failed and counts', () => {
    expect(lighthouseFindings('seo', found, ['seo'])).toMatchObject([
      {
        ruleId: 'crawlable-anchors',
        severity: 'medium',
        title: 'crawlable-anchors fails',
        message: 'Say it.',
        helpUrl: 'https://developer.chrome.com/x',
        places: [{ selector: 'a', snippet: '<a>' }],
      },
      { ruleId: 'image-alt', severity: 'low' },
    ]);
  });

  it('leaves to another requested suite what that one asks too', () => {
    const rules = lighthouseFindings('seo', found, ['seo', 'accessibility']).map(({ ruleId }) => ruleId);
    expect(rules).toEqual(['crawlable-anchors']);
  });
});
