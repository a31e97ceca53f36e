import { describe, expect, it } from 'vitest';
import { judgeBudgets } from '../../../../lambdas/guardian-runner/audit/budget.ts';

const metrics = {
  lcp: 2500,
  cls: 0.12,
  tbt: 900,
  fcp: 2000,
  si: 3000,
  ttfb: null,
  bytes: 2_250_000,
  jsBytes: 0,
  requests: 60,
};

describe('judgeBudgets', () => {
  it('warns from 1.2 times the limit and is critical from 1.5 times', () => {
    const states = Object.fromEntries(judgeBudgets(metrics, 'mobile').map(({ metric, state }) => [metric, state]));
    expect(states).toEqual({
      lcp: 'within',
      cls: 'warning',
      fcp: 'over',
      bytes: 'critical',
      jsBytes: 'within',
      requests: 'warning',
    });
  });

  it('follows the named profile', () => {
    const of = (profile: Parameters<typeof judgeBudgets>[1]) =>
      judgeBudgets({ ...metrics, lcp: 4000 }, profile).find(({ metric }) => metric === 'lcp');
    expect(of('slow-3g')).toMatchObject({ limit: 4000, ratio: 1, state: 'within' });
    expect(of('e-commerce')).toMatchObject({ limit: 2000, ratio: 2, state: 'critical' });
  });

  it('has no line for what was not measured', () => {
    expect(judgeBudgets(metrics, 'desktop').map(({ metric }) => metric)).not.toContain('ttfb');
  });
});
