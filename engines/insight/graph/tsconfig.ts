import * as z from 'zod';
import type { DataFile } from '../source/source-file.ts';
import type { FileList } from './file-list.ts';
import { parseJsonData } from './json-data.ts';
import type { Manifests } from './manifest.ts';
import { byCodeUnit, folderOf, foldersUp, joinPath } from './path.ts';

const Options = z.object({
  baseUrl: z.string().optional().catch(undefined),
  paths: z.record(z.string(), z.array(z.string()).catch([])).optional().catch(undefined),
  rootDirs: z.array(z.unknown()).optional().catch(undefined),
});
const TsConfig = z.object({
  extends: z.union([z.string().transform((path) => [path]), z.array(z.string())]).catch([]),
  compilerOptions: Options.catch({}),
});

/** Where names lead, as one `tsconfig.json` or `jsconfig.json` says; folders are relative to the root. */
export interface PathMapping {
  readonly baseUrl?: string;
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
  /** Several folders count as one: a relative path may name a file elsewhere. */
  readonly hasRootDirs: boolean;
}

const named = /(?:^|\/)(?:ts|js)config[^/]*\.json$/;
/** TypeScript puts the folder of the configuration there. */
const configFolder = /\$\{configDir\}/g;

/** All `tsconfig*.json` and `jsconfig*.json` of a workspace, parsed as data. */
export class TsConfigs {
  readonly #list: FileList;
  readonly #manifests: Manifests;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #mappings = new Map<string, PathMapping | undefined>();
  readonly #byFolder = new Map<string, PathMapping[]>();
  readonly #above = new Map<string, readonly PathMapping[]>();

  constructor(data: readonly DataFile[], list: FileList, manifests: Manifests) {
    this.#list = list;
    this.#manifests = manifests;
    this.#texts = new Map(data.filter(({ path }) => path.endsWith('.json')).map(({ path, text }) => [path, text]));
    for (const { path } of data.filter((each) => named.test(each.path)).toSorted(byRank)) {
      const mapping = this.#read(path);
      if (!mapping) continue;
      const folder = folderOf(path);
      this.#byFolder.set(folder, [...(this.#byFolder.get(folder) ?? []), mapping]);
    }
  }

  /** Those that may be meant for a file, the nearest first. Which of several in a folder it is, only the tools that use them know. */
  above(path: string): readonly PathMapping[] {
    const folder = folderOf(path);
    const known = this.#above.get(folder);
    if (known) return known;
    const found = foldersUp(folder).flatMap((each) => this.#byFolder.get(each) ?? []);
    this.#above.set(folder, found);
    return found;
  }

  #read(path: string): PathMapping | undefined {
    if (this.#mappings.has(path)) return this.#mappings.get(path);
    // One that extends itself, by however many others, finds nothing here.
    this.#mappings.set(path, undefined);
    const text = this.#texts.get(path);
    const parsed = text === undefined ? undefined : TsConfig.safeParse(parseJsonData(text));
    if (!parsed?.success) return undefined;
    const { extends: bases, compilerOptions } = parsed.data;
    let inherited: PathMapping = { paths: [], hasRootDirs: false };
    for (const base of bases) {
      const found = this.#find(folderOf(path), base);
      inherited = { ...inherited, ...(found !== undefined && this.#read(found)) };
    }
    const mapping = mappingOf(folderOf(path), compilerOptions, inherited);
    this.#mappings.set(path, mapping);
    return mapping;
  }

  #find(folder: string, base: string): string | undefined {
    const within = /^\.{1,2}(?:\/|$)/.test(base) ? joinPath(folder, base) : this.#inPackage(base);
    if (within === undefined) return undefined;
    return [within, `${within}.json`, `${within}/tsconfig.json`].find((each) => this.#list.hasFile(each));
  }

  #inPackage(specifier: string): string | undefined {
    const [, name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) ?? [];
    const manifest = this.#manifests.named(name);
    return manifest && joinPath(manifest.folder, rest === '' ? './tsconfig.json' : `.${rest}`);
  }
}

function mappingOf(folder: string, options: z.infer<typeof Options>, inherited: PathMapping): PathMapping {
  const baseUrl = options.baseUrl === undefined ? inherited.baseUrl : joinPath(folder, options.baseUrl);
  const from = options.baseUrl === undefined ? folder : (baseUrl ?? folder);
  const own = Object.entries(options.paths ?? {}).map(([pattern, targets]) => ({
    pattern,
    targets: targets.flatMap((target) => joinPath(from, target.replace(configFolder, '.')) ?? []),
  }));
  return {
    ...(baseUrl !== undefined && { baseUrl }),
    paths: options.paths ? own : inherited.paths,
    hasRootDirs: options.rootDirs !== undefined || inherited.hasRootDirs,
  };
}

/** The usual names first. */
function byRank(a: DataFile, b: DataFile): number {
  const rank = (path: string) => (/(?:^|\/)tsconfig\.json$/.test(path) ? 0 : 1);
  return rank(a.path) - rank(b.path) || byCodeUnit(a.path, b.path);
}
