import { expect, test } from 'vitest';
import { applyOutcome } from '../../../../engines/autopilot/trust/apply-outcome.ts';
import { dayMs } from '../../../../engines/autopilot/trust/evidence.ts';
import { evidenceOf, type Outcome } from '../../../../engines/autopilot/trust/outcome.ts';
import { newTrustState, standingOf, TrustState } from '../../../../engines/autopilot/trust/trust-state.ts';

const start = Date.parse('2026-03-01T00:00:00.000Z');
const day = (days: number) => new Date(start + days * dayMs);
const stateAfter = (...told: readonly (readonly [Outcome, number])[]) =>
  told.reduce((state, [outcome, days]) => applyOutcome(state, outcome, day(days)), newTrustState('r'));
const three = [
  ['rolled-back', 0],
  ['rolled-back', 0],
  ['rolled-back', 0],
] as const;
const until = (days: number) => ({ blacklistedUntil: day(days).toISOString() });

test('two failures in a row do not blacklist, three do, for a week', () => {
  expect(stateAfter(['rolled-back', 0], ['rolled-back', 0]).blacklistedUntil).toBeUndefined();
  expect(stateAfter(...three)).toMatchObject({ ...until(7), consecutiveFailures: 3, blacklistings: 1 });
  expect(stateAfter(['rolled-back', 0], ['verified', 0], ['rolled-back', 0], ['rolled-back', 0])).not.toHaveProperty(
    'blacklistedUntil',
  );
});

test('a fix that was taken back counts in a row, one that was only rejected does not', () => {
  expect(stateAfter(['rolled-back', 0], ['reverted', 0], ['rolled-back', 0])).toMatchObject(until(7));
  const state = stateAfter(['rolled-back', 0], ['rejected', 0], ['rolled-back', 0]);
  expect(state).toMatchObject({ consecutiveFailures: 2, blacklistings: 0 });
});

test('what comes while it is blacklisted neither lifts nor prolongs it, but counts', () => {
  const state = stateAfter(...three, ['rolled-back', 1], ['merged', 2]);
  expect(state).toMatchObject({ ...until(7), blacklistings: 1, runs: 4 });
  expect(state.evidence.successes).toBeGreaterThan(0);
});

test('after it comes probation: a success ends it, and the recipe is in good standing', () => {
  expect([0, 6.99, 7].map((days) => standingOf(stateAfter(...three), day(days)))).toEqual([
    ...['blacklisted', 'blacklisted', 'probation'],
  ]);
  const lifted = stateAfter(...three, ['verified', 8]);
  expect(lifted).toMatchObject({ consecutiveFailures: 0, blacklistings: 1 });
  expect(standingOf(lifted, day(8))).toBe('good');
  expect(standingOf(stateAfter(...three, ['rejected', 8]), day(8))).toBe('probation');
});

test('on probation one failure blacklists for twice as long, up to 224 days', () => {
  let state = stateAfter(...three);
  const lengths: number[] = [];
  for (let count = 0; count < 7; count += 1) {
    const end = Date.parse(state.blacklistedUntil ?? '');
    state = applyOutcome(state, 'rolled-back', new Date(end));
    lengths.push((Date.parse(state.blacklistedUntil ?? '') - end) / dayMs);
  }
  expect(lengths).toEqual([14, 28, 56, 112, 224, 224, 224]);
});

test('a blacklisting half a year ago is forgiven', () => {
  const again = (days: number) =>
    stateAfter(...three, ['verified', 8], ['rolled-back', days], ['rolled-back', days], ['rolled-back', days]);
  expect(again(187)).toMatchObject({ ...until(187 + 14), blacklistings: 2 });
  expect(again(188)).toMatchObject({ ...until(188 + 7), blacklistings: 1 });
});

test('what is stored of an outcome can be added by a store, and the state is what is stored', () => {
  const state = stateAfter(['verified', 3], ['merged', 5], ['rejected', 9]);
  const sum = (
    [
      ['verified', 3],
      ['merged', 5],
      ['rejected', 9],
    ] as const
  )
    .map(([outcome, days]) => evidenceOf(outcome, day(days)))
    .reduce((a, b) => ({ successes: a.successes + b.successes, failures: a.failures + b.failures }));
  expect(state.evidence).toEqual(sum);
  expect(TrustState.parse(JSON.parse(JSON.stringify(stateAfter(...three))))).toEqual(stateAfter(...three));
});
