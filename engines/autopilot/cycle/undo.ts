import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { areSameBytes } from '../patch/file-change.ts';
import { statOf } from './confine.ts';
import {
  draftPathOf,
  missingFoldersOf,
  readTreeFile,
  removeTreeFile,
  type StoredFile,
  writeTreeFile,
} from './tree-file.ts';

/** What some files were, so that they can be that again. */
export interface Snapshot {
  /** Null: there was none, and restoring takes it away. */
  readonly files: ReadonlyMap<string, StoredFile | null>;
  /** Folders that were not there, the outermost first. */
  readonly missingFolders: readonly string[];
}

/**
 * To be taken before the first of these files is touched.
 * @throws OutsideRootError when one of them is a link, or behind one
 */
export async function takeSnapshot(root: string, paths: readonly string[]): Promise<Snapshot> {
  const files = new Map<string, StoredFile | null>();
  const missing = new Set<string>();
  for (const path of paths.toSorted()) {
    if (await readTreeFile(root, draftPathOf(path))) throw new Error(`${draftPathOf(path)} is in the way.`);
    files.set(path, await readTreeFile(root, path));
    for (const folder of await missingFoldersOf(root, path)) missing.add(folder);
  }
  return { files, missingFolders: [...missing].toSorted() };
}

/**
 * Makes these files what they were. It may be done again, from the start, however often it was ended half-way. Files
 * that are what they were are not written.
 */
export async function restoreSnapshot(root: string, { files, missingFolders }: Snapshot): Promise<void> {
  for (const [path, stored] of files) {
    await removeTreeFile(root, draftPathOf(path));
    if (stored === null) await removeTreeFile(root, path);
    else if (!(await isAsStored(root, path, stored))) await writeTreeFile(root, path, stored);
  }
  for (const folder of missingFolders.toReversed()) await removeEmptyFolder(join(root, folder));
}

async function isAsStored(root: string, path: string, stored: StoredFile): Promise<boolean> {
  const now = await readTreeFile(root, path);
  return now !== null && now.mode === stored.mode && areSameBytes(now.content, stored.content);
}

/** With something of somebody else in it, it stays. */
async function removeEmptyFolder(folder: string): Promise<void> {
  const found = await statOf(folder);
  if (found?.isDirectory() && (await readdir(folder)).length === 0) await rmdir(folder);
}
