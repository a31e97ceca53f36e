import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceFile } from '../source/source-file.ts';

/** Copies of source files under names of ours, in a folder that holds nothing else. */
export interface StagedFiles {
  /** Its name in `scratch`. */
  readonly folder: string;
  /** By the name in a report of a program, with or without folders before it. */
  fileOf(reported: string): SourceFile | undefined;
}

const folder = 'source';
const writersAtOnce = 32;

/**
 * Writes copies for a program that looks at each file by itself. So no file can be taken for the program's configuration or an
 * option, no name is too long or too odd, and the list of files needs no arguments. The order of names is that of the files.
 */
export async function stageFiles(scratch: string, files: readonly SourceFile[]): Promise<StagedFiles> {
  const names = new Map(files.map((file, index) => [`${`${index}`.padStart(6, '0')}${extensionOf(file.path)}`, file]));
  await mkdir(join(scratch, folder));
  await writeAll([...names].map(([name, { text }]) => ({ path: join(scratch, folder, name), text })));
  return { folder, fileOf: (reported) => names.get(reported.split(/[\\/]/).at(-1) ?? '') };
}

/** A few at a time. Their folders have to be there. */
export async function writeAll(files: readonly { readonly path: string; readonly text: string }[]): Promise<void> {
  const waiting = files.values();
  const write = async () => {
    for (const { path, text } of waiting) await writeFile(path, text);
  };
  await Promise.all(Array.from({ length: writersAtOnce }, write));
}

/** With what tells declarations and kinds of modules apart: `.d.mts`, `.cts`, `.tsx`. */
function extensionOf(path: string): string {
  return /(?:\.d)?\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? '';
}
