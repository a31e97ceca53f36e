import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sweepAbandoned } from '../../../../lambdas/guardian-runner/browser/sweep.ts';

it('removes what a killed process left long ago, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sweep-test-'));
  const now = Date.now();
  const make = (name: string, minutes: number) => {
    mkdirSync(join(folder, name, 'profile'), { recursive: true });
    utimesSync(join(folder, name), new Date(now), new Date(now - minutes * 60_000));
  };
  make('odavl-guardian-old', 61);
  make('odavl-chromium-1-unpacking-old', 61);
  make('odavl-guardian-new', 5);
  make('odavl-chromium-1', 999);
  make('something-else', 999);
  await sweepAbandoned(now, folder);
  expect(readdirSync(folder).sort()).toEqual(['odavl-chromium-1', 'odavl-guardian-new', 'something-else']);
  rmSync(folder, { recursive: true });
});
