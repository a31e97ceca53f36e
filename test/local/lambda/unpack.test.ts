import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unpackAsset } from '../../../local/lambda/unpack.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'odavl-unpack-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function asset(name: string, files: Record<string, string>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, name, path, '..'), { recursive: true });
    writeFileSync(join(root, name, path), content);
  }
  return join(root, name);
}

it('copies an asset read-only, once for the same content', async () => {
  const target = join(root, 'out');
  const first = await unpackAsset(asset('a', { 'index.mjs': '1', 'lib/x.mjs': '2' }), target);
  expect(readFileSync(join(first, 'lib/x.mjs'), 'utf8')).toBe('2');
  expect(statSync(join(first, 'index.mjs')).mode & 0o777).toBe(0o444);
  expect(await unpackAsset(asset('b', { 'index.mjs': '1', 'lib/x.mjs': '2' }), target)).toBe(first);
  expect(await unpackAsset(asset('c', { 'index.mjs': 'changed' }), target)).not.toBe(first);
  expect(readdirSync(target)).toHaveLength(2);
});

it('uses the hash in the name of a CDK asset', async () => {
  const hash = 'ab'.repeat(32);
  const folder = await unpackAsset(asset(`asset.${hash}`, { 'index.mjs': '1' }), join(root, 'out'));
  expect(basename(folder)).toBe(hash);
});

it('survives two that unpack the same asset at once', async () => {
  const source = asset('a', { 'index.mjs': '1' });
  const [first, second] = await Promise.all([
    unpackAsset(source, join(root, 'out')),
    unpackAsset(source, join(root, 'out')),
  ]);
  expect(first).toBe(second);
  expect(readdirSync(join(root, 'out'))).toHaveLength(1);
});

it('refuses a folder whose imports would find a node_modules', async () => {
  mkdirSync(join(root, 'node_modules'));
  await expect(unpackAsset(asset('a', { 'index.mjs': '1' }), join(root, 'out'))).rejects.toThrow(
    `imports would resolve into ${root}`,
  );
});

it('fails on an asset that does not exist', async () => {
  await expect(unpackAsset(join(root, 'nothing'), join(root, 'out'))).rejects.toMatchObject({ code: 'ENOENT' });
});
