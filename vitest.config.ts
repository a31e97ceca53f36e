import { defineConfig } from 'vitest/config';
import { SlowFirst, slowFiles } from './test/slow-first.ts';

/** They load our modules a second time by themselves, or take the most memory, so each needs a process of its own. */
const isolated = ['test/infra/**/*.test.ts', 'test/lambdas/platform/**/*.test.ts', ...slowFiles];
/** They run the platform, whose threads leave a process of gigabytes behind: starting a program from such a one takes fifty times as long. */
const platform = ['test/journey/**/*.test.ts', 'test/local/**/*.test.ts'];

export default defineConfig({
  test: {
    reporters: ['default', './test/summary-reporter.ts'],
    globalSetup: './test/global-setup.ts',
    pool: 'forks',
    // One more than the cores of CI: there is always one that waits for a program or a clock.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { sequencer: SlowFirst },
    projects: [
      { extends: true, test: { name: 'isolated', include: isolated, isolate: true } },
      // No test mocks a module, and those that change their process put it back: what one file has loaded serves the next.
      { extends: true, test: { name: 'platform', include: platform, exclude: isolated, isolate: false } },
      {
        extends: true,
        test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: [...isolated, ...platform], isolate: false },
      },
    ],
  },
});
