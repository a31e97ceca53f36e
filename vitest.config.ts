import { defineConfig } from 'vitest/config';
import { SlowFirst, slowFiles } from './test/slow-first.ts';

/** Each has a process of its own. */
const alone = [...slowFiles];
/** They load our modules a second time by themselves. */
const infra = ['test/infra/**/*.test.ts', 'test/lambdas/platform/**/*.test.ts'];
/** They run the platform, whose threads leave a process of gigabytes behind: starting a program from such a one takes fifty times as long. */
const platform = ['test/journey/**/*.test.ts', 'test/local/**/*.test.ts'];

export default defineConfig({
  test: {
    reporters: ['default', './test/summary-reporter.ts'],
    globalSetup: './test/global-setup.ts',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { sequencer: SlowFirst },
    // No test mocks a module, and those that change their process put it back: what one file has loaded serves the next of its project.
    isolate: false,
    projects: [
      { extends: true, test: { name: 'alone', include: alone, isolate: true } },
      { extends: true, test: { name: 'infra', include: infra } },
      { extends: true, test: { name: 'platform', include: platform, exclude: alone } },
      {
        extends: true,
        test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: [...alone, ...infra, ...platform] },
      },
    ],
  },
});
