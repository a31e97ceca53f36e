import { expect, test } from 'vitest';
import { analyze, type Engine } from '../../../../engines/insight/analyze.ts';
import { withWorkspace } from '../kit.ts';
import { badDetectors, thread } from './bad-detectors.ts';

/** The native one ends when everything else is done. */
async function told(): Promise<string[]> {
  const messages: string[] = [];
  let passEnded = () => {};
  const whenPassed = new Promise<void>((resolve) => {
    passEnded = resolve;
  });
  const checkWorkspace = async () => {
    await whenPassed;
    return [];
  };
  const engine: Engine = { pass: badDetectors, thread, native: [{ id: 'lint', checkWorkspace }] };
  await withWorkspace({ 'a.ts': 'a;', 'b.ts': 'b;' }, (workspace) =>
    analyze(engine, workspace, {
      signal: AbortSignal.timeout(30_000),
      progress: (percent, message) => {
        messages.push(`${percent} ${message}`);
        if (message.includes('circular')) passEnded();
      },
    }),
  );
  return messages;
}

test('progress names the files that were looked at, and each detector that is done', async () => {
  const messages = await told();
  expect(messages).toEqual([
    '13 1 of 2 files; 0 of 5 detectors done',
    '25 2 of 2 files; 2 of 5 detectors done: complexity, security',
    '38 2 of 2 files; 3 of 5 detectors done: circular, complexity, security',
    '50 2 of 2 files; 4 of 5 detectors done: architecture, circular, complexity, security',
    '99 2 of 2 files; 5 of 5 detectors done: architecture, circular, complexity, lint, security',
  ]);
});
