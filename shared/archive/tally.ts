import { foldName, pathFault } from './entry-name.ts';
import { ArchiveRefusedError, type ReasonCode } from './reason.ts';

export interface ArchiveLimits {
  /** Of all entries, unpacked. */
  readonly totalBytes: number;
  readonly entries: number;
  /** Folders above a file, and the file. */
  readonly depth: number;
  /** Unpacked to packed bytes, of one entry and of all. */
  readonly ratio: number;
}

export const defaultLimits: ArchiveLimits = {
  totalBytes: 2 * 1_024 ** 3,
  entries: 50_000,
  depth: 32,
  ratio: 100,
};

/** Smaller content is no bomb, whatever its ratio: a file of ten thousand equal lines is nothing bad. */
const harmlessBytes = 1_024 ** 2;

export interface ArchiveEntry {
  /** Relative, parted by `/`, without a slash at its end. */
  readonly path: string;
  readonly type: 'file' | 'directory';
  readonly sizeBytes: number;
}

interface Seen {
  readonly path: string;
  /** A folder may be named by itself and by what is in it. */
  isFolder: boolean;
  isNamed: boolean;
}

/** Holds the limits while an archive is read, and remembers names, so that two that collide are found. */
export class Tally {
  readonly limits: ArchiveLimits;
  readonly #fault: (code: ReasonCode, entry: string) => void;
  readonly #seen = new Map<string, Seen>();
  #entries = 0;
  #bytes = 0;

  /** `fault` hears of entries that are bad by themselves, after which the archive can be read on; it may throw. */
  constructor(limits: ArchiveLimits, fault: (code: ReasonCode, entry: string) => void) {
    this.limits = limits;
    this.#fault = fault;
  }

  get totals(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#entries, bytes: this.#bytes };
  }

  fault(code: ReasonCode, name: string): void {
    this.#fault(code, name);
  }

  /** Counts an entry before its content is read. False when it is refused. */
  enter(entry: ArchiveEntry): boolean {
    this.#entries += 1;
    if (this.#entries > this.limits.entries) throw new ArchiveRefusedError('too_many_entries');
    if (this.#bytes + entry.sizeBytes > this.limits.totalBytes) throw new ArchiveRefusedError('too_large');
    // The folder that everything is in.
    if (entry.path === '' && entry.type === 'directory') return true;
    const fault = entry.path === '' ? 'invalid_name' : (pathFault(entry.path) ?? this.#place(entry));
    if (fault !== undefined) this.#fault(fault, entry.path);
    return fault === undefined;
  }

  /** Counts content as it is unpacked. */
  grow(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.limits.totalBytes) throw new ArchiveRefusedError('too_large');
  }

  /** @throws ArchiveRefusedError when so few bytes cannot honestly become so many */
  requireRatio(unpacked: number, packed: number, entry?: string): void {
    if (unpacked > harmlessBytes && unpacked > packed * this.limits.ratio) {
      throw new ArchiveRefusedError('compression_ratio', entry);
    }
  }

  #place({ path, type }: ArchiveEntry): ReasonCode | undefined {
    const segments = path.split('/');
    if (segments.length > this.limits.depth) return 'too_deep';
    for (let length = 1; length < segments.length; length += 1) {
      const folder = segments.slice(0, length).join('/');
      const seen = this.#at(folder);
      if (seen.path !== folder || (seen.isNamed && !seen.isFolder)) return 'duplicate_name';
      seen.isFolder = true;
    }
    const seen = this.#at(path);
    if (seen.path !== path || seen.isNamed || (seen.isFolder && type === 'file')) return 'duplicate_name';
    seen.isNamed = true;
    seen.isFolder = type === 'directory';
    return undefined;
  }

  #at(path: string): Seen {
    const name = foldName(path);
    const seen = this.#seen.get(name) ?? { path, isFolder: false, isNamed: false };
    this.#seen.set(name, seen);
    return seen;
  }
}
