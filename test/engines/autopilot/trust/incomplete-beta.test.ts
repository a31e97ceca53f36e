import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { betaQuantile, incompleteBeta } from '../../../../engines/autopilot/trust/incomplete-beta.ts';

test.each([
  [0, 1],
  [1, 0],
  [-1, 1],
  [Number.NaN, 1],
])('Beta(%d, %d) is no distribution', (a, b) => {
  expect(() => incompleteBeta(0.5, a, b)).toThrow(RangeError);
});

/** n over k, p^k, (1 - p)^(n - k), summed: what the function is for whole numbers (DLMF 8.17.5). */
function atLeast(k: number, n: number, p: number): number {
  let [term, sum] = [(1 - p) ** n, 0];
  for (let j = 0; j <= n; j += 1) {
    if (j >= k) sum += term;
    term *= ((n - j) / (j + 1)) * (p / (1 - p));
  }
  return sum;
}

describe('the function is what is known of it:', () => {
  test('sums of the binomial distribution', () => {
    const whole = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(whole, whole, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (a, b, x) => {
        expect(incompleteBeta(x, a, b)).toBeCloseTo(atLeast(a, a + b - 1, x), 10);
      }),
    );
  });

  test('the arc sine, with both parameters a half', () => {
    for (const x of [0.01, 0.3, 0.77, 0.999]) {
      expect(incompleteBeta(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 12);
    }
  });

  test('its mirror image', () => {
    const parameter = fc.double({ min: 0.05, max: 300, noNaN: true });
    fc.assert(
      fc.property(parameter, parameter, fc.nat(1_024), (a, b, parts) => {
        // So that one minus it is exact.
        const x = parts / 1_024;
        expect(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a)).toBeCloseTo(1, 9);
      }),
    );
  });

  test('0 at its lower end and 1 at its upper', () => {
    expect([-1, 0, 1, 2].map((x) => incompleteBeta(x, 2, 3))).toEqual([0, 0, 1, 1]);
  });
});

describe('published tables say the same:', () => {
  test.each([
    ['Clopper and Pearson, 1 of 10, lower limit at 95 %', 0.025, 1, 10, 0.0025],
    ['Clopper and Pearson, 1 of 10, upper limit at 95 %', 0.975, 2, 9, 0.445],
    ['Clopper and Pearson, 5 of 10, lower limit at 95 %', 0.025, 5, 6, 0.1871],
    ['Clopper and Pearson, 5 of 10, upper limit at 95 %', 0.975, 6, 5, 0.8129],
  ])('%s', (_, probability, a, b, limit) => {
    expect(betaQuantile(probability, a, b)).toBeCloseTo(limit, 4);
  });

  test.each([
    ['t at .975 with 10 degrees of freedom is 2.228', 10, 2.228],
    ['t at .975 with 5 degrees of freedom is 2.571', 5, 2.571],
    ['t at .975 with 30 degrees of freedom is 2.042', 30, 2.042],
  ])('%s', (_, degrees, t) => {
    expect(incompleteBeta(degrees / (degrees + t ** 2), degrees / 2, 0.5)).toBeCloseTo(0.05, 4);
  });

  test.each([
    ['F at .95 with 5 and 10 degrees of freedom is 3.33', 5, 10, 3.3258],
    ['F at .95 with 10 and 20 degrees of freedom is 2.35', 10, 20, 2.3479],
  ])('%s', (_, d1, d2, f) => {
    expect(incompleteBeta((d1 * f) / (d1 * f + d2), d1 / 2, d2 / 2)).toBeCloseTo(0.95, 5);
  });
});

test('the quantile undoes the function, and a greater probability never has a smaller one', () => {
  const parameter = fc.double({ min: 1, max: 500, noNaN: true });
  const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(parameter, parameter, probability, (a, b, p) => {
      const x = betaQuantile(p, a, b);
      expect(incompleteBeta(x, a, b)).toBeCloseTo(p, 6);
      expect(betaQuantile(Math.min(0.9999, p * 1.1), a, b)).toBeGreaterThanOrEqual(x);
    }),
  );
  expect([betaQuantile(0, 2, 2), betaQuantile(1, 2, 2)]).toEqual([0, 1]);
});
