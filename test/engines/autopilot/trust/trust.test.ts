import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyOutcome } from '../../../../engines/autopilot/trust/apply-outcome.ts';
import { dayMs } from '../../../../engines/autopilot/trust/evidence.ts';
import { explainTrust } from '../../../../engines/autopilot/trust/explain-trust.ts';
import { Outcome } from '../../../../engines/autopilot/trust/outcome.ts';
import { priorOf } from '../../../../engines/autopilot/trust/prior.ts';
import { trustOf, trustRecordOf } from '../../../../engines/autopilot/trust/trust.ts';
import { newTrustState, type TrustState } from '../../../../engines/autopilot/trust/trust-state.ts';

const start = new Date('2026-03-01T00:00:00.000Z');
const day = (days: number) => new Date(start.getTime() + days * dayMs);
const prior = priorOf({ declared: 0.5, isBuiltIn: true }, start);
const fresh = newTrustState('r');
type Told = readonly (readonly [Outcome, number])[];
const stateAfter = (told: Told, state: TrustState = fresh) =>
  told.reduce((current, [outcome, days]) => applyOutcome(current, outcome, day(days)), state);
const verified = (count: number): Told => Array.from({ length: count }, () => ['verified', 0] as const);

const outcome = fc.constantFrom(...Outcome.options);
const history = fc.array(fc.tuple(outcome, fc.integer({ min: 0, max: 900 })), { maxLength: 30 });
const anyPrior = fc
  .record({ declared: fc.double({ min: 0, max: 1, noNaN: true }), isBuiltIn: fc.boolean() })
  .map((input) => priorOf(input, start));

describe('whatever happened,', () => {
  test('trust is from .1 to 1, and its interval from 0 to 1 with the mean in it', () => {
    fc.assert(
      fc.property(history, anyPrior, fc.integer({ min: 0, max: 9_000 }), (told, some, days) => {
        const { trust, interval } = trustOf(stateAfter(told), some, day(days));
        expect(trust).toBeGreaterThanOrEqual(0.1);
        expect(trust).toBeLessThanOrEqual(1);
        expect(interval[0]).toBeGreaterThanOrEqual(0);
        expect(interval[0]).toBeLessThan(interval[1]);
        expect(interval[1]).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('one more success never lowers the trust, and one more failure never raises it', () => {
    fc.assert(
      fc.property(history, anyPrior, outcome, (told, some, last) => {
        const state = stateAfter(told);
        const trust = (of: TrustState) => trustOf(of, some, day(900)).trust;
        const change = trust(applyOutcome(state, last, day(900))) - trust(state);
        if (last === 'verified' || last === 'merged') expect(change).toBeGreaterThanOrEqual(-1e-12);
        else expect(change).toBeLessThanOrEqual(1e-12);
      }),
    );
  });

  test('in the end only the prior is left', () => {
    fc.assert(
      fc.property(history, anyPrior, (told, some) => {
        const later = trustOf(stateAfter(told), some, day(20_000));
        expect(later.trust).toBeCloseTo(trustOf(fresh, some, start).trust, 5);
      }),
    );
  });

  test('the order of outcomes does not matter for the trust, whenever they were', () => {
    fc.assert(
      fc.property(history, (told) => {
        const [one, other] = [stateAfter(told), stateAfter([...told].reverse())];
        expect(trustOf(one, prior, day(900)).trust).toBeCloseTo(trustOf(other, prior, day(900)).trust, 5);
        expect([one.runs, one.successes]).toEqual([other.runs, other.successes]);
      }),
    );
  });

  test('successes are never more than runs, and feedback is no run', () => {
    fc.assert(
      fc.property(history, (told) => {
        const { runs, successes } = stateAfter(told);
        expect(runs).toBe(told.filter(([name]) => name === 'verified' || name === 'rolled-back').length);
        expect(successes).toBe(told.filter(([name]) => name === 'verified').length);
      }),
    );
  });
});

describe('the numbers', () => {
  test('of a recipe that never ran are those of its prior', () => {
    expect(trustOf(fresh, prior, start)).toMatchObject({ trust: 0.5, observations: 4, standing: 'good' });
    expect(trustRecordOf(fresh, prior, start)).toEqual({
      ...{ recipeId: 'r', runs: 0, successes: 0, trust: 0.5, consecutiveFailures: 0 },
    });
  });

  test('reach .8, from which it runs by itself, after six successes and no failure', () => {
    expect(trustOf(stateAfter(verified(5)), prior, start).trust).toBeLessThan(0.8);
    expect(trustOf(stateAfter(verified(6)), prior, start).trust).toBeCloseTo(0.8, 12);
  });

  test('weigh half after 90 days', () => {
    expect(trustOf(stateAfter(verified(8)), prior, day(90)).observations).toBeCloseTo(8, 12);
  });

  test('have an interval that gets narrower with what is seen', () => {
    const width = (count: number) => {
      const { interval } = trustOf(stateAfter(verified(count)), prior, start);
      return interval[1] - interval[0];
    };
    expect(trustOf(fresh, prior, start).interval[0]).toBeCloseTo(0.1354, 4);
    expect(width(50)).toBeLessThan(width(5));
    expect(width(5)).toBeLessThan(width(0));
  });

  test('fall when a pull request was merged and taken back again', () => {
    const told: Told = [
      ['verified', 0],
      ['merged', 1],
      ['reverted', 2],
    ];
    expect(trustOf(stateAfter(told), prior, day(2)).trust).toBeLessThan(0.5);
  });
});

describe('the prior', () => {
  test('does not take the word of a stranger for more than .5, and that of nobody for certain', () => {
    expect(priorOf({ declared: 1, isBuiltIn: false }, start).declared).toBe(0.5);
    expect(priorOf({ declared: 0.2, isBuiltIn: false }, start).declared).toBe(0.2);
    expect(priorOf({ declared: 1, isBuiltIn: true }, start).declared).toBe(0.95);
  });

  test('counts all other organizations as eight observations at most, and this one not at all', () => {
    const { evidence } = stateAfter(verified(1_000));
    const elsewhere = priorOf({ declared: 0.5, isBuiltIn: true, everywhere: evidence }, start);
    expect(elsewhere.others.successes).toBeCloseTo(8, 9);
    expect(trustOf(fresh, elsewhere, start).trust).toBeCloseTo(10 / 12, 5);
    const alone = priorOf({ declared: 0.5, isBuiltIn: true, everywhere: evidence, own: evidence }, start);
    expect(alone.others).toEqual({ successes: 0, failures: 0 });
  });
});

describe('the explanation', () => {
  test('of a recipe that never ran says what it is taken at', () => {
    expect(explainTrust(fresh, prior, start).reasons).toEqual([
      'r is trusted at 0.50: its next fix holds with about that probability. With 90 % probability the true rate is between 0.14 and 0.86.',
      'Your organization has not seen it yet.',
      'Before any run it is taken at 0.50, which is worth 4 observations.',
      'Below 0.8 a person approves what it does.',
    ]);
  });

  test('names runs, what they are worth today, and other organizations', () => {
    const { evidence } = stateAfter([...verified(3), ['rolled-back', 0]]);
    const known = priorOf({ declared: 0.9, isBuiltIn: true, everywhere: evidence }, start);
    const told = stateAfter([...verified(9), ['rolled-back', 0], ['merged', 0]]);
    expect(explainTrust(told, known, start).reasons.slice(1)).toEqual([
      'It ran 10 times for your organization: 9 verified, 1 rolled back.',
      'With what became of its pull requests, and counting half after 90 days, that is worth 11.00 successes and 1.00 failures today.',
      'Before any run it is taken at 0.90, which is worth 4 observations.',
      'Other organizations add 3.00 successes and 1.00 failures.',
      'From 0.8 on it runs by itself where its confidence is 0.7 or more.',
    ]);
  });

  test.each([
    [1, 'It failed too often in a row and is not used until 2026-03-08T00:00:00.000Z.'],
    [8, 'It was blacklisted until 2026-03-08T00:00:00.000Z and is on probation'],
  ])('says on day %d how a blacklisted recipe stands', (days, reason) => {
    const told = stateAfter([...verified(9), ['rolled-back', 0], ['rolled-back', 0], ['rolled-back', 0]]);
    expect(explainTrust(told, prior, day(days)).reasons.at(-1)).toContain(reason);
  });

  test('says when a recipe is trusted too little', () => {
    const told = stateAfter([
      ['reverted', 0],
      ['reverted', 1],
    ]);
    expect(explainTrust(told, prior, day(1)).reasons.at(-1)).toBe('Below 0.3 it is not used.');
  });
});
