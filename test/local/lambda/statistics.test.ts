import { expect, it } from 'vitest';
import { Counters } from '../../../local/lambda/statistics.ts';

it('keeps the last 1,000 durations in their order', () => {
  const counters = new Counters();
  for (let i = 0; i < 1500; i++) counters.addDuration(i);
  const { durations } = counters.read(0, 0);
  expect([durations.length, durations[0], durations.at(-1)]).toEqual([1000, 500, 1499]);
});
