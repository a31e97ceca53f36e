import { posix } from 'node:path';
import picomatch from 'picomatch';
import type { SourceFile, Workspace } from '../../source/source-file.ts';
import { type ConfigReader, configReader, folderOf, type Patterns, type ProjectConfig } from './project-config.ts';

/** Files that are compiled together, with the configuration that names them. */
export interface CompilerProgram {
  readonly config?: ProjectConfig;
  readonly files: readonly SourceFile[];
}

/** Each costs about a second. */
const mostPrograms = 12;

/** Every file belongs to the nearest configuration that names it; with none above it at all, to a program without. */
export function programsOf(workspace: Workspace): CompilerProgram[] {
  const read = configReader(workspace);
  const configsIn = configFinder(workspace, read);
  const programs = new Map<string, { config?: ProjectConfig; files: SourceFile[] }>();
  for (const file of workspace.files) {
    const configs = foldersAbove(file.path).flatMap(configsIn);
    const config = configs.find((each) => includes(each, file.path));
    if (!config && configs.length > 0) continue;
    if (!isChecked(file, config)) continue;
    const key = config?.path ?? '';
    const program = programs.get(key) ?? { ...(config && { config }), files: [] };
    programs.set(key, program);
    program.files.push(file);
  }
  // The largest, when there are too many; in the order of their names.
  const ranked = [...programs].sort(([a, x], [b, y]) => y.files.length - x.files.length || (a < b ? -1 : 1));
  return ranked
    .slice(0, mostPrograms)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, program]) => program);
}

/** JavaScript only where a project asks for it. */
function isChecked({ language }: SourceFile, config: ProjectConfig | undefined): boolean {
  return language === 'ts' || language === 'tsx' || language === 'dts' || config?.options.checkJs === true;
}

/** The configurations of a folder: its `tsconfig.json` and those that this refers to in the same folder. */
function configFinder({ data }: Workspace, read: ConfigReader): (folder: string) => readonly ProjectConfig[] {
  const paths = new Set(data.map(({ path }) => path));
  const known = new Map<string, readonly ProjectConfig[]>();
  return (folder) => {
    const found = known.get(folder);
    if (found) return found;
    const path = ['tsconfig.json', 'jsconfig.json']
      .map((name) => posix.join(folder, name))
      .find((each) => paths.has(each));
    const root = path === undefined ? undefined : read(path);
    const references = (root?.references ?? []).filter((each) => folderOf(each) === folder);
    const configs = [root, ...references.map(read)].filter((config) => config !== undefined);
    known.set(folder, configs);
    return configs;
  };
}

/** From the nearest up to the root, which is the empty one. */
function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    folders.push(folder);
    if (folder === '') return folders;
  }
}

const matchers = new WeakMap<Patterns, (path: string) => boolean>();

function includes({ path: configPath, files, include, exclude }: ProjectConfig, path: string): boolean {
  if (files && matches(files, path)) return true;
  if (files && !include) return false;
  const named = include ? matches(include, path) : isBelow(folderOf(configPath), path);
  return named && !(exclude && matches(exclude, path));
}

const isBelow = (folder: string, path: string) => folder === '' || path.startsWith(`${folder}/`);

function matches(patterns: Patterns, path: string): boolean {
  const matcher = matchers.get(patterns) ?? matcherOf(patterns);
  matchers.set(patterns, matcher);
  return matcher(path);
}

/** A pattern that names a folder means all below it. */
function matcherOf({ folder, patterns }: Patterns): (path: string) => boolean {
  const absolute = patterns
    // What stands for another place is not known here.
    .filter((pattern) => pattern.length <= 300 && !pattern.includes('$'))
    .map((pattern) => posix.join('/', folder, pattern.replace(/\/+$/, '')));
  // Only `*`, `**` and `?` mean something to the compiler.
  const options = { dot: true, nobrace: true, noextglob: true, nobracket: true, nonegate: true } as const;
  const globs = absolute.flatMap((pattern) => [pattern, `${pattern}/**`]);
  const isMatch = picomatch(globs.length > 0 ? globs : ['/\0'], options);
  return (path) => isMatch(`/${path}`);
}
