import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { confinedPath, statOf } from './confine.ts';

/** Content and permissions of a file; null when there is none. */
export interface StoredFile {
  readonly content: Uint8Array;
  /** The lowest nine bits. */
  readonly mode: number;
}

const permissions = 0o777;

/** @throws OutsideRootError */
export async function readTreeFile(root: string, path: string): Promise<StoredFile | null> {
  const place = await confinedPath(root, path);
  const found = await statOf(place);
  if (!found) return null;
  const file = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return { content: await file.readFile(), mode: found.mode & permissions };
  } finally {
    await file.close();
  }
}

/**
 * In the folder of the file, so that renaming it is one step. The name follows from the path, so that it is found
 * again.
 */
export function draftPathOf(path: string): string {
  const name = createHash('sha256').update(path).digest('hex').slice(0, 32);
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  return `${folder}.odavl-draft-${name}`;
}

/**
 * At every moment the file has its old content or the new one, whoever looks, and whenever this process ends. A hard
 * link to the file keeps what it had.
 * @throws OutsideRootError
 */
export async function writeTreeFile(root: string, path: string, { content, mode }: StoredFile): Promise<void> {
  const place = await confinedPath(root, path);
  const draft = await confinedPath(root, draftPathOf(path));
  await mkdir(dirname(place), { recursive: true });
  const file = await open(draft, 'wx', mode);
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
  // What opening was asked for is reduced by the mask of this process.
  await chmod(draft, mode);
  await rename(draft, place);
}

/** Also what writing it has left when it was ended half-way. @throws OutsideRootError */
export async function removeTreeFile(root: string, path: string): Promise<void> {
  await rm(await confinedPath(root, path), { force: true });
}

/** The folders above a file that are not there, the outermost first. */
export async function missingFoldersOf(root: string, path: string): Promise<string[]> {
  await confinedPath(root, path);
  const parts = path.split('/').slice(0, -1);
  const folders = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  const missing: string[] = [];
  for (const folder of folders) if (!(await statOf(join(root, folder)))) missing.push(folder);
  return missing;
}
