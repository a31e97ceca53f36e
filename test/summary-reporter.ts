import type { Reporter, TestModule } from 'vitest/node';

/** Closes a run with the one plain line that CI reads: `N passed, N failed`. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const broken = modules.filter((module) => module.state() === 'failed' && module.errors().length > 0).length;
    const passed = states.filter((state) => state === 'passed').length;
    const failed = states.filter((state) => state === 'failed').length + broken + unhandled.length;
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
  }
}
