import type { Budget, BudgetState, Metrics } from '../report/report.ts';

type Limits = Partial<Readonly<Record<keyof Metrics, number>>>;

const megabyte = 1_000_000;
const desktop: Limits = {
  lcp: 2500,
  cls: 0.1,
  fcp: 1800,
  ttfb: 800,
  bytes: 3 * megabyte,
  jsBytes: megabyte,
  requests: 75,
};

/** Named budgets; each says only where it differs from the desktop one. */
export const budgetProfiles = {
  desktop,
  mobile: { ...desktop, bytes: 1.5 * megabyte, jsBytes: 0.5 * megabyte, requests: 50 },
  'slow-3g': { ...desktop, lcp: 4000, cls: 0.25 },
  'e-commerce': { ...desktop, lcp: 2000, cls: 0.05, fcp: 1500, ttfb: 600, bytes: 1.2 * megabyte },
  content: { ...desktop, lcp: 2200, bytes: megabyte },
  dashboard: { ...desktop, lcp: 3000, cls: 0.1, bytes: 2 * megabyte },
} as const satisfies Readonly<Record<string, Limits>>;
export type BudgetProfile = keyof typeof budgetProfiles;
export const budgetProfileNames = [
  'desktop',
  'mobile',
  'slow-3g',
  'e-commerce',
  'content',
  'dashboard',
] as const satisfies readonly BudgetProfile[];

const order = ['lcp', 'cls', 'fcp', 'ttfb', 'bytes', 'jsBytes', 'requests'] as const;

/** How each measured metric stands against its limit; what was not measured has no line. */
export function judgeBudgets(metrics: Metrics, profile: BudgetProfile): Budget[] {
  const limits: Limits = budgetProfiles[profile];
  return order.flatMap((metric) => {
    const value = metrics[metric];
    const limit = limits[metric];
    if (value === null || limit === undefined) return [];
    const ratio = Math.round((value / limit) * 100) / 100;
    return [{ metric, value, limit, ratio, state: stateOf(ratio) }];
  });
}

function stateOf(ratio: number): BudgetState {
  if (ratio >= 1.5) return 'critical';
  if (ratio >= 1.2) return 'warning';
  return ratio > 1 ? 'over' : 'within';
}
