import { defineConfig } from 'vitest/config';
import { SlowFirst, slowFiles } from './test/slow-first.ts';

/** They load our modules a second time by themselves, or leave gigabytes behind, so each needs a process of its own. */
const isolated = ['test/infra/**/*.test.ts', 'test/lambdas/platform/**/*.test.ts', ...slowFiles];

export default defineConfig({
  test: {
    reporters: ['default', './test/summary-reporter.ts'],
    globalSetup: './test/global-setup.ts',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { sequencer: SlowFirst },
    projects: [
      { extends: true, test: { name: 'isolated', include: isolated, isolate: true } },
      // No test mocks a module, and those that change their process put it back: what one file has loaded serves the next.
      { extends: true, test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: isolated, isolate: false } },
    ],
  },
});
