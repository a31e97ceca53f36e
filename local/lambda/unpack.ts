import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';

/**
 * Copies an asset to `<directory>/<hash>` and returns that folder. The copy is away from the repository, so an import that
 * the bundle lacks is not found by luck in the repository's `node_modules`.
 */
export async function unpackAsset(assetPath: string, directory: string): Promise<string> {
  const root = resolve(directory);
  assertIsolated(root);
  const files = await filesOf(assetPath);
  const target = join(root, await hashOf(assetPath, files));
  if (existsSync(target)) return target;
  await mkdir(root, { recursive: true });
  const partial = await mkdtemp(join(root, '.partial-'));
  await cp(assetPath, partial, { recursive: true, dereference: true });
  await Promise.all(files.map((file) => chmod(join(partial, file), 0o444)));
  await moveIntoPlace(partial, target);
  return target;
}

/** A rename is whole or absent, so a killed runtime never leaves half an asset under its final name. */
async function moveIntoPlace(partial: string, target: string): Promise<void> {
  try {
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}

function assertIsolated(directory: string): void {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules')) || existsSync(join(folder, 'package.json'))) {
      throw new Error(`Functions cannot be unpacked to ${directory}: imports would resolve into ${folder}.`);
    }
    if (folder === dirname(folder)) return;
  }
}

async function filesOf(assetPath: string): Promise<string[]> {
  const entries = await readdir(assetPath, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) => relative(assetPath, join(entry.parentPath, entry.name))).sort();
}

/** The CDK names an asset folder by its content; any other folder is hashed here. */
async function hashOf(assetPath: string, files: readonly string[]): Promise<string> {
  const named = /^asset\.([0-9a-f]{64})$/.exec(basename(assetPath));
  if (named?.[1]) return named[1];
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(await readFile(join(assetPath, file)));
  return hash.digest('hex');
}
