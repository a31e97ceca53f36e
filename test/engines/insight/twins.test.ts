import { expect, test } from 'vitest';
import { analyze } from '../../../engines/insight/analyze.ts';
import { insight } from '../../../engines/insight/engine.ts';
import type { DetectorId } from '../../../engines/insight/issue.ts';
import { withWorkspace } from './kit.ts';

const code = `
export async function f(a, b) {
  debugger;
  var x = 1;
  if (a == b) x = 2;
  try { b(); } catch {}
  if (false) { a(); }
  const p = new Promise(async (resolve) => { resolve(await a()); });
  if (x) throw 'no';
  return [x, p, new Buffer('a')];
  a();
}
export const g = (list) => list.reduce((all, each) => ({ ...all, [each]: 1 }), {});
`;

const look = (detectors: readonly DetectorId[]) =>
  withWorkspace({ 'a.js': code }, async (workspace) => {
    const { issues } = await analyze(insight, workspace, { detectors, signal: AbortSignal.timeout(60_000) });
    return issues.map(({ line, detector }) => `${line} ${detector}`);
  });

test('a problem that two detectors know is told once', async () => {
  const lines = (await look(['lint', 'runtime', 'performance'])).map((said) => said.split(' ')[0]);
  expect(lines).toEqual(['3', '4', '5', '6', '7', '8', '9', '10', '11', '13']);
});

test('where the other does not look, the linter tells it', async () => {
  expect(await look(['lint'])).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 13].map((line) => `${line} lint`));
});

test('a comment may name it as the linter does', async () => {
  const { issues, suppressed } = await withWorkspace(
    { 'a.js': 'export {};\ndebugger; // odavl-disable-line no-debugger -- while we look for it\n' },
    async (workspace) => analyze(insight, workspace, { signal: AbortSignal.timeout(60_000) }),
  );
  expect([issues.filter(({ file }) => file === 'a.js'), suppressed]).toEqual([[], 1]);
});
