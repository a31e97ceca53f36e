import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** Finds places below a root, and refuses those to which a symbolic link leads. */
export class DirectoryFiles {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** The path of a file to write, in folders that are made, and that are really where they seem to be. */
  async make(area: 'keys' | 'bodies' | 'temporary', names: readonly string[]): Promise<string> {
    await mkdir(this.#root, { recursive: true });
    return this.#walk([area, ...names], (folder) => mkdir(folder).catch(unlessThere));
  }

  /** The same of a file to read; an error with the code `ENOENT` when a folder is not there. */
  place(area: 'keys' | 'bodies', names: readonly string[]): Promise<string> {
    return this.#walk([area, ...names], async () => {});
  }

  async #walk(names: readonly string[], visit: (folder: string) => Promise<unknown>): Promise<string> {
    let folder = await realpath(this.#root);
    for (const name of names.slice(0, -1)) {
      folder = join(folder, name);
      await visit(folder);
      if ((await realpath(folder)) !== folder) throw new Error(`${folder} is a symbolic link; a storage follows none.`);
    }
    return join(folder, names.at(-1) ?? '');
  }
}

function unlessThere(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}

export function isNotThere(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
