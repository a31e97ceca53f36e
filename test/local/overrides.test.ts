import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './assembly/synthesize.ts';
import { openScene } from './scene/scene.ts';

function otherCode(): string {
  const folder = join(temporaryFolder(), 'other');
  mkdirSync(folder);
  writeFileSync(join(folder, 'index.mjs'), 'export const handler = async () => process.env.TABLE + " elsewhere";\n');
  return folder;
}

test('a function runs other code with its own name, role and environment', async () => {
  const scene = await openScene({ overrides: { 'func*': otherCode() } });
  expect(await scene.ask({ do: 'tell-time' })).toBe('things elsewhere');
});

test('a pattern that fits no function stops the start', async () => {
  await expect(openScene({ overrides: { 'no-such-*': otherCode() } })).rejects.toThrow(
    'No function is named no-such-*.',
  );
});
