import { createHash } from 'node:crypto';

/** A file of a tree by the hash of its bytes. Permissions and times are no part of it. */
export interface TreeEntry {
  /** Relative to the root, with slashes. */
  readonly path: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

export class TreeDigestError extends Error {
  override readonly name = 'TreeDigestError';
}

/** What is called `.git` is of version control, wherever it is, and no part of a tree; neither is what is below it. */
export function isPartOfTree(path: string): boolean {
  return !path.split('/').includes('.git');
}

/** Of the bytes of a file, or of anything else. */
export function sha256Of(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * One hash for a whole tree: that of a list with a line for each file, `<sha256 of the bytes>  <path>\n`, in the order of the
 * bytes of the paths. It is Hash1 of Go's dirhash (in-toto's `dirHash1`), and what `sha256sum` makes of a folder, so nobody
 * needs a program of ours for it. Files can be hashed one after the other, as they come; only their hashes are kept.
 * Paths that are no part of a tree are left out.
 * @throws TreeDigestError for two files of one path, and for paths that would not stand on one line or have no bytes
 */
export function treeDigest(entries: Iterable<TreeEntry>): string {
  const parts = Array.from(entries).filter(({ path }) => isPartOfTree(path));
  const lines = parts.map(({ path, sha256 }) => {
    if (path === '' || /[\n\r\0]/.test(path) || !path.isWellFormed()) {
      throw new TreeDigestError(`${JSON.stringify(path)} cannot be part of a digest.`);
    }
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TreeDigestError(`${path} has no SHA-256.`);
    return { bytes: Buffer.from(path), path, sha256 };
  });
  lines.sort((a, b) => Buffer.compare(a.bytes, b.bytes));
  const hash = createHash('sha256');
  let previous: string | undefined;
  for (const { path, sha256 } of lines) {
    if (path === previous) throw new TreeDigestError(`${path} is there twice.`);
    hash.update(`${sha256}  ${path}\n`);
    previous = path;
  }
  return hash.digest('hex');
}
