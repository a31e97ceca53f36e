import { mkdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { writeAll } from '../../native/staged-files.ts';
import type { SourceFile, Workspace } from '../../source/source-file.ts';
import { jsxTypes } from './jsx-types.ts';

/** Copies of a workspace in which imports find each other, and in which nothing else is. */
export interface StagedTree {
  readonly folder: string;
  /** Relative to `scratch`. */
  readonly jsxTypes: string;
  /** Relative to `scratch`; undefined for a file that could not be staged. */
  pathOf(file: SourceFile): string | undefined;
  /** By the path in what the compiler says. */
  fileOf(reported: string): SourceFile | undefined;
}

const folder = 'tree';
const jsxFile = 'jsx.d.ts';
/** Of data, what code may import: no lockfiles, and no configuration of the compiler, which would then follow it. */
const importable = /\.json$/;
const neverStaged = /(?:^|\/)(?:(?:ts|js)config[^/]*|package-lock|npm-shrinkwrap|\.[^/]*)\.json$/;
const largestData = 256 * 1_024;
/** What systems allow, less what comes before it. */
const longestPath = 3_500;

export async function stageTree(scratch: string, { files, data }: Workspace): Promise<StagedTree> {
  const staged = new Map<string, SourceFile>();
  const paths = new Map<SourceFile, string>();
  for (const file of files) {
    const path = `${folder}/${encodeOddities(file.path)}`;
    if (path.length > longestPath || staged.has(path)) continue;
    staged.set(path, file);
    paths.set(file, path);
  }
  const wanted = data.filter(
    ({ path, text }) => importable.test(path) && !neverStaged.test(path) && text.length <= largestData,
  );
  const writes = [
    ...[...staged].map(([path, { text }]) => ({ path: join(scratch, path), text })),
    ...wanted.map(({ path, text }) => ({ path: join(scratch, folder, encodeOddities(path)), text })),
    { path: join(scratch, jsxFile), text: jsxTypes },
  ];
  for (const target of new Set(writes.map(({ path }) => posix.dirname(path)))) await mkdir(target, { recursive: true });
  await writeAll(writes);
  return {
    ...{ folder, jsxTypes: jsxFile },
    pathOf: (file) => paths.get(file),
    fileOf: (reported) => staged.get(reported.replaceAll('\\', '/')),
  };
}

/** What says its messages line by line must not be told names that look like one. */
const encodeOddities = (path: string) =>
  path.replace(/[\p{Cc}\p{Zl}\p{Zp}:%"]/gu, (character) => encodeURIComponent(character));
