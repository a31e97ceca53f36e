import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, mkdtemp, opendir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CycleLimits } from './ports.ts';

export class TreeTooLargeError extends Error {
  override name = 'TreeTooLargeError';
}

type CopyLimits = Pick<CycleLimits, 'maxFiles' | 'maxTotalBytes'>;

/** Insight does not look into these, and nothing there is ever changed. */
const leftOut = /^(?:node_modules|bower_components|jspm_packages|vendor|\.yarn|\.pnp|\.git|\.hg|\.svn)$/;

/**
 * Works on a copy of a tree, in a folder that goes when the work is done, so that nothing of the tree is touched. The
 * copy has no links, and none of what belongs to dependencies or to version control.
 * @throws TreeTooLargeError
 */
export async function withPrivateCopy<T>(
  root: string,
  { limits, signal }: { readonly limits: CopyLimits; readonly signal: AbortSignal },
  work: (copy: string) => Promise<T>,
): Promise<T> {
  const copy = await mkdtemp(join(tmpdir(), 'odavl-cycle-'));
  try {
    const spent = { files: 0, bytes: 0 };
    await copyFolder(root, copy, (bytes) => {
      signal.throwIfAborted();
      spent.files += 1;
      spent.bytes += bytes;
      if (spent.files > limits.maxFiles) throw new TreeTooLargeError(`It has more than ${limits.maxFiles} files.`);
      if (spent.bytes > limits.maxTotalBytes) {
        throw new TreeTooLargeError(`It has more than ${limits.maxTotalBytes} bytes.`);
      }
    });
    return await work(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function copyFolder(from: string, to: string, onFile: (bytes: number) => void): Promise<void> {
  await mkdir(to, { recursive: true });
  for await (const entry of await opendir(from)) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      if (!leftOut.test(entry.name)) await copyFolder(source, target, onFile);
    } else if (entry.isFile()) {
      const { size, mode } = await lstat(source);
      onFile(size);
      await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      // The copy is ours to write and to remove, whatever the permissions of the original.
      await chmod(target, (mode & 0o777) | 0o600);
    }
  }
}
