import { expect, test } from 'vitest';
import { planLimits } from '../../shared/plan.ts';

// The table "Plans" of the product facts.
test.each([
  ['free', 3, 1, 100, 10, 50],
  ['pro', 10, 5, 1_000, 100, 500],
] as const)('the %s plan has the limits that are sold', (plan, projects, members, analyses, runs, tests) => {
  const perMonth = { 'insight.analysis': analyses, 'autopilot.run': runs, 'guardian.test': tests };
  expect(planLimits[plan]).toEqual({ projects, members, perMonth });
});

test('nothing of the enterprise plan is limited in practice', () => {
  const { projects, members, perMonth } = planLimits.enterprise;
  for (const limit of [projects, members, ...Object.values(perMonth)]) expect(limit).toBeGreaterThan(1e15);
});
