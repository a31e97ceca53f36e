import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isPartOfTree, type TreeEntry } from '../../../engines/autopilot/attestation/tree-digest.ts';

/** Every file below a folder by the hash of its bytes, one after the other. Links are no part of an upload. */
export async function treeEntries(root: string, signal: AbortSignal): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      signal.throwIfAborted();
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (!isPartOfTree(path)) continue;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) entries.push({ path, sha256: await sha256Of(join(root, path), signal) });
    }
  }
  return entries;
}

async function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, { signal });
  return hash.digest('hex');
}
