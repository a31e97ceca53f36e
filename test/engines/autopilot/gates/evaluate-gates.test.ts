import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  allPassed,
  evaluateGates,
  evaluateHistory,
  neverRising,
} from '../../../../engines/autopilot/gates/evaluate-gates.ts';
import { type Deltas, defaultSettings } from '../../../../engines/autopilot/gates/settings.ts';
import type { Metrics, metrics } from '../../../../engines/autopilot/recipe.ts';
import { metricsWith } from '../metrics-with.ts';

const failing = (
  after: Metrics,
  {
    deltas = {},
    risk = 0,
    guards = [] as const,
    before = metricsWith({}),
  }: {
    deltas?: Deltas;
    risk?: number;
    guards?: readonly (typeof metrics)[number][];
    before?: Metrics;
  } = {},
) =>
  evaluateGates({ before, after, risk, guards }, { ...defaultSettings.gates, deltas })
    .filter(({ passed }) => !passed)
    .map(({ gate, explanation }) => `${gate}: ${explanation}`);

test.each(neverRising)('a rise of %s is always a violation', (metric) => {
  expect(failing(metricsWith({ [metric]: 1 })).map((text) => text.split(':').slice(0, 2).join(':'))).toEqual([
    `no-rise:${metric}`,
  ]);
});

test('a rise of what is not guarded is none, unless a recipe guards it', () => {
  expect(failing(metricsWith({ lint: 1, network: 1 }))).toEqual([]);
  expect(failing(metricsWith({ lint: 1, network: 1 }), { guards: ['network'] })).toEqual([
    'no-rise:network: There were 0 network issues before and 1 after; they may rise by 0 at most.',
  ]);
});

test('a delta below zero asks for a fall', () => {
  const before = metricsWith({ lint: 9, typescript: 3 });
  expect(failing(metricsWith({ lint: 8, typescript: 2 }), { before, deltas: { lint: -2, types: -1 } })).toEqual([
    'delta:lint: There were 9 lint issues before and 8 after; they must fall by 2 at least.',
  ]);
});

test('the risk of all that was applied is a gate, and what is no number fails', () => {
  expect(failing(metricsWith({}), { risk: 101 })).toEqual([
    'risk-budget: What was applied has 101 risk points; a cycle may have 100.',
  ]);
  expect(failing(metricsWith({ security: Number.NaN }), { risk: Number.NaN })).toHaveLength(2);
});

test('every gate is told, also those that hold', () => {
  const gates = { ...defaultSettings.gates, deltas: { complexity: 0 } };
  const results = evaluateGates({ before: metricsWith({}), after: metricsWith({}), risk: 0 }, gates);
  expect(results.map(({ gate }) => gate)).toEqual([
    ...neverRising.map((metric) => `no-rise:${metric}`),
    ...['delta:complexity', 'risk-budget'],
  ]);
  expect(allPassed(results)).toBe(true);
});

test('no settings let a guarded metric rise', () => {
  const deltas = fc.record({ lint: fc.nat(100), types: fc.constant(0), complexity: fc.constant(0) });
  fc.assert(
    fc.property(deltas, fc.constantFrom(...neverRising), fc.integer({ min: 1, max: 99 }), (asked, metric, rise) => {
      expect(failing(metricsWith({ [metric]: rise }), { deltas: asked }).length).toBeGreaterThan(0);
    }),
  );
});

test('a run needs a person after failures in a row, and where too few runs succeed', () => {
  const failed = (runs: number, successes: number, consecutiveFailures: number) =>
    evaluateHistory({ runs, successes, consecutiveFailures }, defaultSettings.gates)
      .filter(({ passed }) => !passed)
      .map(({ gate }) => gate);
  expect(failed(0, 0, 0)).toEqual([]);
  expect(failed(1, 0, 1)).toEqual([]);
  expect(failed(4, 3, 1)).toEqual([]);
  expect(failed(4, 2, 2)).toEqual(['min-success-rate']);
  expect(failed(20, 17, 3)).toEqual(['max-consecutive-failures']);
});
