import type { Metrics } from '../../report/report.ts';
import type { Finding } from '../finding.ts';
import type { LhCategory, LighthouseResult } from '../lighthouse.ts';

type TimedMetrics = Pick<Metrics, 'lcp' | 'cls' | 'tbt' | 'fcp' | 'si' | 'ttfb'>;

export const noTimings: TimedMetrics = { lcp: null, cls: null, tbt: null, fcp: null, si: null, ttfb: null };

export function timingsOf({ audits }: LighthouseResult): TimedMetrics {
  const value = (id: string, digits: number) => {
    const number = audits[id]?.numericValue;
    return number === undefined || number < 0 ? null : Number(number.toFixed(digits));
  };
  return {
    lcp: value('largest-contentful-paint', 0),
    cls: value('cumulative-layout-shift', 3),
    tbt: value('total-blocking-time', 0),
    fcp: value('first-contentful-paint', 0),
    si: value('speed-index', 0),
    ttfb: value('server-response-time', 0),
  };
}

/** The Speed Index weighs a tenth; a score may do without it, but not without more. */
const leastMeasuredWeight = 0.85;

/**
 * A category's score, 0–100. Lighthouse gives none when a single metric is missing, as the Speed Index is when Chromium
 * runs in one process; the score is then that of the other metrics in their old proportion.
 */
export function categoryScore(category: LhCategory | undefined, result: LighthouseResult): number | null {
  if (!category) return null;
  if (category.score !== null) return Math.round(category.score * 100);
  const weighted = category.auditRefs.filter((ref) => ref.weight > 0);
  const total = weighted.reduce((sum, ref) => sum + ref.weight, 0);
  let measured = 0;
  let reached = 0;
  for (const { id, weight } of weighted) {
    const score = result.audits[id]?.score ?? null;
    if (score === null) continue;
    measured += weight;
    reached += weight * score;
  }
  return total > 0 && measured / total >= leastMeasuredWeight ? Math.round((reached / measured) * 100) : null;
}

interface Limit {
  readonly metric: keyof Metrics;
  readonly above: number;
  readonly ruleId: string;
  readonly severity: Finding['severity'];
  readonly name: string;
  /** How Lighthouse calls the metric in the savings it promises. */
  readonly savings?: string;
  readonly show: (value: number) => string;
}

const seconds = (value: number) => `${(value / 1000).toFixed(1)} s`;
const megabytes = (value: number) => `${(value / 1_000_000).toFixed(1)} MB`;

const limits: readonly Limit[] = [
  {
    metric: 'lcp',
    above: 2500,
    ruleId: 'lcp',
    severity: 'high',
    name: 'Largest Contentful Paint',
    savings: 'LCP',
    show: seconds,
  },
  {
    metric: 'fcp',
    above: 3000,
    ruleId: 'fcp',
    severity: 'medium',
    name: 'First Contentful Paint',
    savings: 'FCP',
    show: seconds,
  },
  {
    metric: 'cls',
    above: 0.1,
    ruleId: 'cls',
    severity: 'medium',
    name: 'Cumulative Layout Shift',
    savings: 'CLS',
    show: String,
  },
  {
    metric: 'bytes',
    above: 3_000_000,
    ruleId: 'page-weight',
    severity: 'medium',
    name: 'Page weight',
    show: megabytes,
  },
  {
    metric: 'requests',
    above: 100,
    ruleId: 'request-count',
    severity: 'low',
    name: 'Number of requests',
    show: String,
  },
];

export function performanceFindings(metrics: Metrics, result: LighthouseResult | undefined): Finding[] {
  return limits.flatMap((limit) => {
    const value = metrics[limit.metric];
    if (value === null || value <= limit.above) return [];
    const advice = limit.savings === undefined ? [] : adviceFor(limit.savings, result);
    return [
      {
        suite: 'performance' as const,
        ruleId: limit.ruleId,
        severity: limit.severity,
        title: `${limit.name} is over its limit`,
        message: `${limit.name} is ${limit.show(value)}; ${limit.show(limit.above)} is the limit.`,
        helpUrl: 'https://web.dev/articles/vitals',
        ...(advice.length === 0 ? {} : { suggestion: `${advice.join('. ')}.` }),
      },
    ];
  });
}

function adviceFor(metric: string, result: LighthouseResult | undefined): string[] {
  return Object.values(result?.audits ?? {})
    .map((audit) => ({ title: audit.title, saving: audit.metricSavings?.[metric] ?? 0 }))
    .filter(({ saving }) => saving > 0)
    .sort((a, b) => b.saving - a.saving || a.title.localeCompare(b.title))
    .slice(0, 3)
    .map(({ title }) => title);
}
