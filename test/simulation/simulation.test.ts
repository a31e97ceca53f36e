import { expect, test } from 'vitest';
import { repeatedBy } from './repeated-by.ts';
import { simulate } from './simulate.ts';

/** As many as fit into the time that `npm test` has for them; `npm run simulate` takes 500. */
const tasks = 12;
/** Others each time, so that every run of the tests is a new day. */
const first = Math.floor(Math.random() * 1_000_000);
const seeds = Array.from({ length: 5 }, (_, index) => first + index);

test.each(seeds)(
  'after a very bad day nothing is lost, and nothing happened twice (seed %i)',
  async (seed) => {
    console.log(`simulation: seed ${seed}; again: ${repeatedBy({ seed, tasks })}`);
    const { violations } = await simulate({ seed, tasks, assemblyDirectory: 'cdk.out/local' });
    expect(violations, repeatedBy({ seed, tasks })).toEqual([]);
  },
  120_000,
);
