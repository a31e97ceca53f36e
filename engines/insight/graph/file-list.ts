import type { Workspace } from '../source/source-file.ts';
import { foldersUp, isBelow } from './path.ts';

/** All that a workspace says of its files, as the only file system that resolution knows. */
export class FileList {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();
  readonly #vendored: readonly string[];
  readonly #lowered = new Map<string, string>();

  constructor({ files, data, skipped }: Pick<Workspace, 'files' | 'data' | 'skipped'>) {
    this.#vendored = skipped.filter(({ reason }) => reason === 'vendored').map(({ path }) => path);
    for (const { path } of [...files, ...data, ...skipped]) {
      this.#files.add(path);
      const lowered = path.toLowerCase();
      if (!this.#lowered.has(lowered)) this.#lowered.set(lowered, path);
      for (const folder of foldersUp(path).slice(1)) {
        if (this.#folders.has(folder)) break;
        this.#folders.add(folder);
      }
    }
    for (const folder of this.#vendored) this.#folders.add(folder);
  }

  hasFile(path: string): boolean {
    return this.#files.has(path);
  }

  hasFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  /** Of what lies there, nothing was read. */
  isVendored(path: string): boolean {
    return this.#vendored.some((folder) => path === folder || isBelow(path, folder));
  }

  /** The file whose name differs in nothing but capitals. */
  inOtherCase(path: string): string | undefined {
    const found = this.#lowered.get(path.toLowerCase());
    return found === path ? undefined : found;
  }
}
