import { expect, test } from 'vitest';
import { observeWith } from '../../../../engines/autopilot/cycle/observe.ts';
import { badDetectors, thread } from '../../insight/detect/bad-detectors.ts';
import { withFolder } from '../../insight/kit.ts';

const observe = observeWith(
  { pass: badDetectors, thread, native: [] },
  { recipes: [{ resolves: ['seen'] }], limits: { stepMs: 2_000, nativeMs: 1_000, threadMemoryMb: 64 } },
);

test('an observation counts what the detectors say, and tells where one of them failed', () =>
  withFolder({ 'a.ts': 'a;', 'b/c d.ts': '"throw";', 'latin.ts': new Uint8Array([0xe9]) }, async (root) => {
    const { metrics, issues, failures, unparsable } = await observe(root, AbortSignal.timeout(30_000));
    expect(issues.map(({ file, ruleId }) => `${file} ${ruleId}`)).toEqual([
      ...['a.ts counted', 'a.ts seen', 'a.ts also seen'],
      ...['b/c d.ts counted', 'b/c d.ts seen', 'b/c d.ts also seen'],
    ]);
    expect(metrics).toMatchObject({ complexity: 2, security: 2, totalIssues: 6, fixableIssues: 2 });
    expect(failures).toEqual(['security b/c d.ts']);
    // What nobody tried to parse is not among these.
    expect(unparsable).toEqual([]);
  }));

test('an observation that is cancelled says so', () =>
  withFolder({ 'a.ts': 'a;' }, async (root) => {
    await expect(observe(root, AbortSignal.abort(new Error('Enough.')))).rejects.toThrow('Enough.');
  }));
