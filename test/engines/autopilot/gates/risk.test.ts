import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bandOf, type Risk, type RiskInput, riskOf } from '../../../../engines/autopilot/gates/risk.ts';
import { spendRisk } from '../../../../engines/autopilot/gates/spend-risk.ts';

const file = { path: 'src/a.ts', changedLines: 40, importers: 3, isTested: false };
const input: RiskInput = { recipe: { id: 'r', risk: 'low' }, trust: 0.5, files: [file], maxTotalLines: 400 };

test('points are the weighed sum of the five factors', () => {
  expect(riskOf(input)).toEqual({
    recipeId: 'r',
    points: 28,
    band: 'allow',
    factors: { criticality: 20, danger: 10, magnitude: 10, history: 50, coverage: 100 },
    explanation:
      'r has 28 of 100 risk points (of 100 each: criticality 20, danger 10, magnitude 10, history 50, coverage 100).',
  });
});

test('a path that speaks of security is the most critical, an author or a tokenizer is not', () => {
  const criticality = (path: string) =>
    riskOf({ ...input, files: [{ ...file, path, importers: 0 }] }).factors.criticality;
  for (const path of ['src/auth.ts', 'src/AuthService.ts', 'lib/payment/pay.ts', 'src/user_session.ts']) {
    expect(criticality(path)).toBe(100);
  }
  for (const path of ['src/author.ts', 'src/tokenizer.ts', 'src/list.ts']) expect(criticality(path)).toBe(0);
});

test.each([
  [0, 'allow'],
  [30, 'allow'],
  [30.1, 'warn'],
  [60, 'warn'],
  [60.1, 'approval'],
  [80, 'approval'],
  [80.1, 'block'],
  [100, 'block'],
  [101, 'block'],
  [Number.NaN, 'block'],
] as const)('%d points are %s', (points, band) => expect(bandOf(points)).toBe(band));

test('points stay from 0 to 100, and neither more lines, more importers nor less trust lower them', () => {
  const files = fc.array(
    fc.record({
      path: fc.constantFrom('a.ts', 'auth.ts'),
      changedLines: fc.nat(500),
      importers: fc.nat(5_000),
      isTested: fc.constant(false),
    }),
    { minLength: 1, maxLength: 5 },
  );
  const trust = fc.double({ min: 0.1, max: 1, noNaN: true });
  fc.assert(
    fc.property(files, trust, trust, fc.constantFrom('low', 'medium', 'high'), (some, one, other, risk) => {
      const points = (given: Partial<RiskInput>) => riskOf({ ...input, recipe: { id: 'r', risk }, ...given }).points;
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      const base = points({ files: some, trust: high });
      expect(base).toBeGreaterThanOrEqual(0);
      expect(base).toBeLessThanOrEqual(100);
      expect(points({ files: some, trust: low })).toBeGreaterThanOrEqual(base);
      const more = some.map((each) => ({
        ...each,
        changedLines: each.changedLines + 9,
        importers: each.importers + 9,
      }));
      expect(points({ files: more, trust: high })).toBeGreaterThanOrEqual(base);
    }),
  );
});

const risk = (recipeId: string, points: number): Risk => ({ ...riskOf(input), recipeId, points, band: bandOf(points) });
const gates = { riskBudget: 100, maxRiskPerAction: 25 };
const limitsOf = (risks: readonly Risk[], approved: readonly string[] = []) =>
  spendRisk(risks, gates, (id) => approved.includes(id)).rejected.map(({ risk: { recipeId }, limit }) => [
    recipeId,
    limit,
  ]);

test('without approval an action has at most what one may have; with it more, but never what is blocked', () => {
  const risks = [risk('a', 25), risk('b', 25.1), risk('c', 61), risk('d', 81)];
  expect(limitsOf(risks)).toEqual([
    ['b', 'max-risk-per-action'],
    ['c', 'band'],
    ['d', 'band'],
  ]);
  expect(limitsOf([risk('c', 61), risk('d', 81)], ['c', 'd'])).toEqual([['d', 'band']]);
});

test('together they have at most the budget, approved or not, and a smaller one still fits', () => {
  const risks = [risk('a', 60), risk('b', 41), risk('c', 40)];
  expect(limitsOf(risks, ['a', 'b', 'c'])).toEqual([['b', 'risk-budget']]);
  expect(spendRisk(risks, gates, () => true)).toMatchObject({ spent: 100, warnings: [{}, {}] });
});
