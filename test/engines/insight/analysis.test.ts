import { expect, test } from 'vitest';
import { type Counts, countsOf, riskScoreOf } from '../../../engines/insight/analysis.ts';

const none: Counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };

test.each<[Partial<Counts>, number]>([
  [{}, 0],
  [{ info: 1 }, 4],
  [{ low: 1 }, 6],
  [{ medium: 1 }, 10],
  [{ high: 1 }, 16],
  [{ critical: 1 }, 21],
  [{ critical: 5 }, 34],
  [{ critical: 1, high: 1, medium: 1, low: 1, info: 1 }, 26],
  [{ critical: 9_000 }, 99],
  [{ critical: 1_000_000 }, 100],
])('the risk of %j is %d', (counts, risk) => {
  expect(riskScoreOf({ ...none, ...counts })).toBe(risk);
});

test('the risk never falls when an issue is added', () => {
  let last = 0;
  for (let low = 0; low < 500; low += 1) {
    const risk = riskScoreOf({ ...none, low });
    expect(risk).toBeGreaterThanOrEqual(last);
    last = risk;
  }
});

test('counts have every severity, also those that are not there', () => {
  expect(countsOf([])).toEqual(none);
  expect(countsOf([{ severity: 'high' }, { severity: 'info' }, { severity: 'high' }])).toEqual({
    ...none,
    high: 2,
    info: 1,
  });
});
