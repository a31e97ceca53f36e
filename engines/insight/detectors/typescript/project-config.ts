import { posix } from 'node:path';
import * as z from 'zod';
import type { Workspace } from '../../source/source-file.ts';
import { parseJson } from '../build/json-document.ts';

/** What a `tsconfig.json` says, with what it extends, read as data. Paths are relative to the root of the repository. */
export interface ProjectConfig {
  readonly path: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Patterns with the folder that they are relative to. */
  readonly files?: Patterns;
  readonly include?: Patterns;
  readonly exclude?: Patterns;
  readonly references: readonly string[];
  /** What `paths` and `baseUrl` are relative to. */
  readonly pathsFolder: string;
  readonly baseFolder: string;
}

export interface Patterns {
  readonly folder: string;
  readonly patterns: readonly string[];
}

// What is not of the right type is as if it were not there: the build detector tells of it.
const Strings = z.array(z.string()).optional().catch(undefined);
const TsConfig = z.object({
  extends: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch(undefined),
  compilerOptions: z.record(z.string(), z.unknown()).optional().catch(undefined),
  files: Strings,
  include: Strings,
  exclude: Strings,
  references: z
    .array(z.object({ path: z.string() }))
    .optional()
    .catch(undefined),
});

/** Longer chains are circles. */
const longestChain = 10;

export type ConfigReader = (path: string) => ProjectConfig | undefined;

/** Reads configurations of this workspace and nothing besides; undefined for one that is not there or is not an object. */
export function configReader({ data }: Workspace): ConfigReader {
  const texts = new Map(data.map(({ path, text }) => [path, text]));
  const packages = packageFolders(texts);
  const read = (path: string, depth: number): ProjectConfig | undefined => {
    const text = texts.get(path);
    if (text === undefined || depth > longestChain) return undefined;
    const parsed = TsConfig.safeParse(parseJson(text, 'jsonc').root?.value);
    if (!parsed.success) return undefined;
    const folder = folderOf(path);
    const bases = [parsed.data.extends ?? []].flat().flatMap((base) => {
      const target = pathOfBase(base, folder, packages);
      const found = target.find((candidate) => texts.has(candidate));
      return (found !== undefined && read(found, depth + 1)) || [];
    });
    return merge(path, bases, parsed.data);
  };
  return (path) => read(path, 0);
}

function merge(path: string, bases: readonly ProjectConfig[], own: z.infer<typeof TsConfig>): ProjectConfig {
  const folder = folderOf(path);
  const options = own.compilerOptions ?? {};
  const inherited: Partial<ProjectConfig> = Object.assign({}, ...bases);
  const merged = Object.assign({}, ...bases.map((base) => base.options), options);
  const patternsOf = (key: 'files' | 'include' | 'exclude') => {
    const patterns = own[key];
    return patterns ? { folder, patterns } : inherited[key];
  };
  const [files, include, exclude] = [patternsOf('files'), patternsOf('include'), patternsOf('exclude')];
  return {
    ...{ path, options: merged, ...(files && { files }), ...(include && { include }), ...(exclude && { exclude }) },
    references: (own.references ?? []).flatMap((reference) => pathOfReference(reference.path, folder)),
    pathsFolder: 'paths' in options ? folder : (inherited.pathsFolder ?? folder),
    baseFolder: 'baseUrl' in options ? folder : (inherited.baseFolder ?? folder),
  };
}

export const folderOf = (path: string) => (path.includes('/') ? posix.dirname(path) : '');

/** Undefined for what lies outside the repository. */
export function pathInside(folder: string, relative: string): string | undefined {
  if (relative.startsWith('/') || /^[a-z]:/i.test(relative) || relative.includes('\0')) return undefined;
  const path = posix.normalize(posix.join(folder, relative.replaceAll('\\', '/'))).replace(/\/$/, '');
  if (path === '..' || path.startsWith('../')) return undefined;
  return path === '.' ? '' : path;
}

function pathOfReference(reference: string, folder: string): string[] {
  const path = pathInside(folder, reference);
  if (path === undefined) return [];
  return [path.endsWith('.json') ? path : posix.join(path, 'tsconfig.json')];
}

function pathOfBase(base: string, folder: string, packages: ReadonlyMap<string, string>): string[] {
  const path = base.startsWith('.') ? pathInside(folder, base) : pathInPackage(base, packages);
  return path === undefined ? [] : [path, `${path}.json`, posix.join(path, 'tsconfig.json')];
}

/** Of a package that this repository itself holds. */
function pathInPackage(base: string, packages: ReadonlyMap<string, string>): string | undefined {
  const [, name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)\/?(.*)$/.exec(base) ?? [];
  const folder = packages.get(name);
  return folder === undefined ? undefined : pathInside(folder, rest === '' ? 'tsconfig.json' : rest);
}

function packageFolders(texts: ReadonlyMap<string, string>): Map<string, string> {
  const folders = new Map<string, string>();
  for (const [path, text] of texts) {
    if (posix.basename(path) !== 'package.json') continue;
    const parsed = z.object({ name: z.string() }).safeParse(parseJson(text, 'json').root?.value);
    if (parsed.success && !folders.has(parsed.data.name)) folders.set(parsed.data.name, folderOf(path));
  }
  return folders;
}
