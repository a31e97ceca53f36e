import { lstat, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** Somebody asks for a file that is not one inside the root. */
export class OutsideRootError extends Error {
  override name = 'OutsideRootError';
}

/** Folders of version control run programs by what stands in them. */
const forbidden = /^\.(?:git|hg|svn)$/i;

/**
 * The absolute path of a file of a tree. Every folder on the way is a real one, and the file itself is a regular file
 * or is not there, so that no link leads out.
 * @throws OutsideRootError
 */
export async function confinedPath(root: string, path: string): Promise<string> {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0'))) {
    throw new OutsideRootError(`${JSON.stringify(path)} is not a path inside the root.`);
  }
  if (parts.some((part) => forbidden.test(part))) {
    throw new OutsideRootError(`${path} belongs to version control.`);
  }
  let current = await realpath(root);
  for (const [index, part] of parts.entries()) {
    current = join(current, part);
    const found = await statOf(current);
    const isLast = index === parts.length - 1;
    if (found && !(isLast ? found.isFile() : found.isDirectory())) {
      throw new OutsideRootError(`${path} goes through a link, or is not a file.`);
    }
  }
  return current;
}

/** Of the entry itself, not of what it links to; undefined when there is none. */
export async function statOf(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return undefined;
    }
    throw error;
  }
}
