import * as z from 'zod';
import type { DataFile } from '../source/source-file.ts';
import { isExample } from './file-role.ts';
import { parseJsonData } from './json-data.ts';
import { byCodeUnit, folderOf, foldersUp } from './path.ts';

const Text = z.string().optional().catch(undefined);
const Texts = z.record(z.string(), z.unknown()).optional().catch(undefined).transform(onlyTexts);

export const dependencyKinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const;
export type DependencyKind = (typeof dependencyKinds)[number];

/** What matters of a `package.json`; what is not of its shape counts as not there. */
const PackageJson = z.object({
  ...{ name: Text, version: Text, main: Text, module: Text, source: Text, types: Text, type: Text },
  private: z.unknown().optional(),
  ...{ bin: z.unknown().optional(), exports: z.unknown().optional(), imports: z.unknown().optional() },
  ...{ dependencies: Texts, devDependencies: Texts, peerDependencies: Texts, optionalDependencies: Texts },
  scripts: Texts,
});
export type PackageJson = z.infer<typeof PackageJson>;

export interface Manifest extends PackageJson {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
}

function onlyTexts(record: Readonly<Record<string, unknown>> | undefined): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(record ?? {})) if (typeof value === 'string') texts.set(key, value);
  return texts;
}

/** All `package.json` of a workspace. */
export class Manifests {
  readonly all: readonly Manifest[];
  readonly #byFolder: ReadonlyMap<string, Manifest>;
  readonly #byName: ReadonlyMap<string, Manifest>;

  constructor(data: readonly DataFile[]) {
    this.all = data.flatMap(readManifest).toSorted((a, b) => byCodeUnit(a.path, b.path));
    this.#byFolder = new Map(this.all.map((manifest) => [manifest.folder, manifest]));
    const named = this.all.filter(({ path }) => !isExample(path)).toReversed();
    this.#byName = new Map(named.flatMap((manifest) => (manifest.name ? [[manifest.name, manifest]] : [])));
  }

  /** From the nearest to the one at the root. */
  above(path: string): Manifest[] {
    return foldersUp(folderOf(path)).flatMap((folder) => this.#byFolder.get(folder) ?? []);
  }

  /** The package that a file belongs to: a `package.json` without a name only sets options for its folder. */
  packageOf(path: string): Manifest | undefined {
    return this.above(path).find(({ name }) => name !== undefined);
  }

  /** The package of this workspace that has this name. */
  named(name: string): Manifest | undefined {
    return this.#byName.get(name);
  }

  in(folder: string): Manifest | undefined {
    return this.#byFolder.get(folder);
  }
}

function readManifest({ path, text }: DataFile): Manifest[] {
  if (path !== 'package.json' && !path.endsWith('/package.json')) return [];
  const parsed = PackageJson.safeParse(parseJsonData(text));
  return parsed.success ? [{ ...parsed.data, path, folder: folderOf(path), text }] : [];
}
