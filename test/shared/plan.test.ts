import { expect, test } from 'vitest';
import { planLimits } from '../../shared/plan.ts';

// The table "Plans" of the product facts.
test.each([
  ['free', 3, 1, 100, 10, 50, 60],
  ['pro', 10, 5, 1_000, 100, 500, 300],
] as const)(
  'the %s plan has the limits that are sold',
  (plan, projects, members, analyses, runs, tests, burstPerMinute) => {
    const perMonth = { 'insight.analysis': analyses, 'autopilot.run': runs, 'guardian.test': tests };
    expect(planLimits[plan]).toMatchObject({ projects, members, perMonth, burstPerMinute });
  },
);

test('a larger plan allows more requests, and what the smallest allows lasts for a month of light use', () => {
  const { free, pro, enterprise } = planLimits;
  expect(enterprise.burstPerMinute).toBe(1_000);
  const months = [free, pro, enterprise].map(({ requestsPerMonth }) => requestsPerMonth);
  expect(months).toEqual([...months].sort((a, b) => a - b));
  // Two requests a minute, day and night.
  expect(free.requestsPerMonth).toBeGreaterThan(2 * 60 * 24 * 31);
});

test('nothing of the enterprise plan is limited in practice', () => {
  const { projects, members, perMonth } = planLimits.enterprise;
  for (const limit of [projects, members, ...Object.values(perMonth)]) expect(limit).toBeGreaterThan(1e15);
});
