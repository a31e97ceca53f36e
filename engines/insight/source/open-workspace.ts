import type { Dirent } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileKind, kindOf } from './file-kind.ts';
import { languageOf } from './language.ts';
import { reasonToSkip } from './reason-to-skip.ts';
import type { DataFile, SkippedFile, SkipReason, SourceFile, Workspace } from './source-file.ts';

export interface WorkspaceLimits {
  readonly maxFiles: number;
  /** Of one source file. */
  readonly maxSourceBytes: number;
  readonly maxDataBytes: number;
  /** Of all together, as they are in memory together. */
  readonly maxTotalBytes: number;
}

export const defaultWorkspaceLimits: WorkspaceLimits = {
  maxFiles: 20_000,
  maxSourceBytes: 1_024 ** 2,
  maxDataBytes: 4 * 1_024 ** 2,
  maxTotalBytes: 256 * 1_024 ** 2,
};

/** Folders whose files nobody here has written. */
const vendored = /^(?:node_modules|bower_components|jspm_packages|vendor|\.yarn|\.pnp|\.git|\.hg|\.svn)$/;

/** Reads a folder. What cannot be looked at is left out with the reason; nothing throws but a folder that is not there. */
export async function openWorkspace(root: string, limits = defaultWorkspaceLimits): Promise<Workspace> {
  const files: SourceFile[] = [];
  const data: DataFile[] = [];
  const texts: DataFile[] = [];
  const skipped: SkippedFile[] = [];
  let left = limits.maxTotalBytes;
  let opened = 0;
  for (const { path, skip, kind } of textsLast(await entriesOf(root))) {
    if (skip) skipped.push({ path, reason: skip });
    if (skip || !kind) continue;
    if (opened >= limits.maxFiles || left <= 0) {
      skipped.push({ path, reason: 'too-many' });
      continue;
    }
    const language = languageOf(path);
    const read = await readText(join(root, path), language ? limits.maxSourceBytes : limits.maxDataBytes);
    const reason = 'skip' in read ? read.skip : language && reasonToSkip(read.text);
    if (reason) skipped.push({ path, reason });
    if (reason || 'skip' in read) continue;
    left -= read.bytes;
    opened += 1;
    if (language) files.push({ path, language, text: read.text, hasBom: read.hasBom });
    else if (kind === 'data') data.push({ path, text: read.text });
    else texts.push({ path, text: read.text });
  }
  return { root, files, data, texts, skipped: skipped.sort(byPath) };
}

/** So that notes take no room from code. */
function textsLast(entries: readonly Entry[]): (Entry & { readonly kind: FileKind | undefined })[] {
  const known = entries.map((entry) => ({ ...entry, kind: kindOf(entry.path) }));
  return [...known.filter(({ kind }) => kind !== 'text'), ...known.filter(({ kind }) => kind === 'text')];
}

interface Entry {
  readonly path: string;
  readonly skip?: SkipReason;
}

/** Undefined for a folder that may not be read, or whose path is longer than a system takes. */
async function entriesIn(root: string, folder: string): Promise<readonly Dirent[] | undefined> {
  try {
    return await readdir(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (folder === '') throw error;
    return undefined;
  }
}

/** Files in the order of their paths, by code unit, so that no file system decides it. However deep folders are, one is open. */
async function entriesOf(root: string): Promise<Entry[]> {
  const found: Entry[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await entriesIn(root, folder);
    if (!entries) found.push({ path: folder, skip: 'unreadable' });
    for (const entry of entries ?? []) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) found.push({ path });
      else if (!entry.isDirectory()) found.push({ path, skip: 'not-a-file' });
      else if (!vendored.test(entry.name)) folders.push(path);
      // That of a version control system is nobody's source.
      else if (!entry.name.startsWith('.')) found.push({ path, skip: 'vendored' });
    }
  }
  return found.sort(byPath);
}

const byPath = (a: { readonly path: string }, b: { readonly path: string }) => (a.path < b.path ? -1 : 1);

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const bom = '\uFEFF';

interface Text {
  readonly text: string;
  readonly hasBom: boolean;
  readonly bytes: number;
}

async function readText(path: string, maxBytes: number): Promise<Text | { skip: SkipReason }> {
  const bytes = await readBytes(path, maxBytes);
  if ('skip' in bytes) return bytes;
  // No text of a program has a NUL; UTF-16 has many, and is not UTF-8.
  if (bytes.includes(0)) return { skip: startsLikeUtf16(bytes) ? 'not-utf8' : 'binary' };
  try {
    const text = decoder.decode(bytes);
    const hasBom = text.startsWith(bom);
    return { text: hasBom ? text.slice(1) : text, hasBom, bytes: bytes.length };
  } catch {
    return { skip: 'not-utf8' };
  }
}

/** Nothing of a file that is too large is read. */
async function readBytes(path: string, maxBytes: number): Promise<Buffer | { skip: SkipReason }> {
  try {
    await using file = await open(path);
    if ((await file.stat()).size > maxBytes) return { skip: 'too-large' };
    return await file.readFile();
  } catch {
    return { skip: 'unreadable' };
  }
}

function startsLikeUtf16(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}
