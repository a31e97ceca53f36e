import { describe, expect, test } from 'vitest';
import { analyze, type Engine } from '../../../../engines/insight/analyze.ts';
import { type Tree, withWorkspace } from '../kit.ts';
import { badDetectors, thread } from './bad-detectors.ts';

const engine: Engine = { pass: badDetectors, thread, native: [] };
const detectors = ['security', 'complexity', 'circular', 'architecture'] as const;

/** What hangs is ended soon; what ends otherwise has its time, also on a machine that has much to do. */
const run = (tree: Tree, { stepMs = 20_000, signal = AbortSignal.timeout(30_000) } = {}) =>
  withWorkspace(tree, (workspace) => {
    const limits = { stepMs, nativeMs: 5_000, threadMemoryMb: 64 };
    return analyze(engine, workspace, { detectors, signal, limits });
  });
const soon = { stepMs: 1_000 };
const said = ({ issues }: Awaited<ReturnType<typeof run>>) => issues.map(({ file, ruleId }) => `${file} ${ruleId}`);
const failuresOf = ({ detectors }: Awaited<ReturnType<typeof run>>) =>
  detectors.flatMap(({ detector, status, failures }) => failures.map((failure) => ({ detector, status, ...failure })));

describe('a detector that does not come to an end for one file has failed there, and nowhere else:', () => {
  test.each([
    ['hang', 'It took longer than 1 seconds.'],
    ['die', expect.stringContaining('ended its thread')],
    ['fill', expect.stringContaining('ended its thread')],
    ['throw', 'This file is too much for me.'],
  ])('%s', async (what, reason) => {
    const analysis = await run(
      { 'a.ts': 'a;', 'b.ts': `${JSON.stringify(what)};`, 'c.ts': 'c;' },
      what === 'hang' ? soon : {},
    );
    expect(said(analysis)).toEqual([
      ...['a.ts counted', 'a.ts seen', 'a.ts also seen', 'b.ts counted', 'b.ts seen'],
      ...(what === 'throw' ? ['b.ts also seen'] : []),
      ...['c.ts counted', 'c.ts seen', 'c.ts also seen'],
    ]);
    expect(failuresOf(analysis)).toEqual([{ detector: 'security', status: 'failed', file: 'b.ts', reason }]);
  });
});

test('a file whose secrets cannot be told apart is looked at all the same, and no line of it is shown', async () => {
  const analysis = await run({ 'a.ts': 'a;', 'b.ts': '"hide";' }, soon);
  expect(failuresOf(analysis)).toEqual([
    { detector: 'security', status: 'failed', file: 'b.ts', reason: 'It took longer than 1 seconds.' },
  ]);
  const shown = analysis.issues.map(({ file, ruleId, codeSnippet }) => `${file} ${ruleId} ${codeSnippet ?? ''}`);
  expect(shown).toEqual(expect.arrayContaining(['a.ts seen a;', 'b.ts seen ']));
});

test('one that hangs over all files together has failed, and the others go on', async () => {
  const analysis = await run({ 'a.ts': '"freeze";' }, soon);
  expect(failuresOf(analysis).map(({ detector }) => detector)).toEqual(['circular']);
  expect(said(analysis)).toContain('a.ts counted');
});

test('the same tree gives the same analysis but for its durations, in whatever order files were made', async () => {
  const files = { 'b/z.ts': 'z;', 'b/a.ts': 'a;', 'a.ts': 'b;' };
  const [first, second] = [await run(files), await run(Object.fromEntries(Object.entries(files).reverse()))];
  const withoutTime = ({ detectors, ...rest }: typeof first) => ({
    ...rest,
    detectors: detectors.map(({ durationMs: _, ...each }) => each),
  });
  expect(withoutTime(first)).toEqual(withoutTime(second));
  expect(first.issues.map(({ file }) => file)).toEqual(first.issues.map(({ file }) => file).toSorted());
});

test('an analysis that is cancelled ends at once, also when a detector hangs', async () => {
  const begun = performance.now();
  await expect(run({ 'a.ts': '"hang";' }, { signal: AbortSignal.timeout(200) })).rejects.toThrow(/timeout/i);
  expect(performance.now() - begun).toBeLessThan(20_000);
});

test('a thread that does not come up is the end of the analysis, not of one file', async () => {
  const broken: Engine = { ...engine, thread: new URL('data:text/javascript,process.exit(1)') };
  const options = { detectors, signal: AbortSignal.timeout(30_000) };
  const analysis = withWorkspace({ 'a.ts': 'a;' }, (workspace) => analyze(broken, workspace, options));
  await expect(analysis).rejects.toThrow('did not start');
});
