import { folderOf, foldersUp } from '../graph/path.ts';
import type { DataFile } from '../source/source-file.ts';
import { readNpmLock } from './npm-lock.ts';
import { readPnpmLock } from './pnpm-lock.ts';
import { readYarnLock } from './yarn-lock.ts';

/** One version of one package, as a lockfile says that it will be installed. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly line: number;
  /** Only there while the code is developed; false where the lockfile does not tell. */
  readonly isDev: boolean;
  /** It has a command that scripts may call by another name. */
  readonly hasBin: boolean;
  /** It asks for these to be installed beside it. */
  readonly peers: readonly string[];
}

export interface Lockfile {
  readonly path: string;
  readonly folder: string;
  readonly packages: readonly LockedPackage[];
}

const readers: Readonly<Record<string, (text: string) => readonly LockedPackage[]>> = {
  'package-lock.json': readNpmLock,
  'npm-shrinkwrap.json': readNpmLock,
  'yarn.lock': readYarnLock,
  'pnpm-lock.yaml': readPnpmLock,
};

/** All lockfiles of a workspace; of several in one folder, the first in the order of the paths that says anything. */
export class Lockfiles {
  readonly #byFolder = new Map<string, Lockfile>();

  constructor(data: readonly DataFile[]) {
    for (const { path, text } of data) {
      const folder = folderOf(path);
      const read = readers[folder === '' ? path : path.slice(folder.length + 1)];
      if (!read || this.#byFolder.has(folder)) continue;
      const packages = read(text);
      if (packages.length > 0) this.#byFolder.set(folder, { path, folder, packages });
    }
  }

  get all(): readonly Lockfile[] {
    return [...this.#byFolder.values()];
  }

  /** The one that says what is installed for a folder. */
  for(folder: string): Lockfile | undefined {
    return foldersUp(folder)
      .flatMap((each) => this.#byFolder.get(each) ?? [])
      .at(0);
  }
}
