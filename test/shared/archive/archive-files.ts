import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ArchiveLimits,
  type ArchiveVerdict,
  defaultLimits,
  inspectArchive,
} from '../../../shared/archive/archive.ts';

/** Archives on disk, in a directory that goes with the test file. */
export class ArchiveFiles {
  readonly #directory = mkdtempSync(join(tmpdir(), 'archive-'));
  #count = 0;

  write(bytes: Buffer): string {
    this.#count += 1;
    const path = join(this.#directory, `${this.#count}`);
    writeFileSync(path, bytes);
    return path;
  }

  async inspect(bytes: Buffer, limits: Partial<ArchiveLimits> = {}): Promise<ArchiveVerdict> {
    const file = this.write(bytes);
    try {
      return await inspectArchive({ file }, { ...defaultLimits, ...limits });
    } finally {
      rmSync(file);
    }
  }

  /** The codes for which it is refused; none when it is accepted. */
  async codes(bytes: Buffer, limits: Partial<ArchiveLimits> = {}): Promise<string[]> {
    const verdict = await this.inspect(bytes, limits);
    return verdict.ok ? [] : verdict.reasons.map(({ code }) => code);
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true });
  }
}
