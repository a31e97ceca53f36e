import type { Dirent } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { languageOf } from './language.ts';
import { nestingOf } from './nesting.ts';
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
/** Files that say what the repository is, not what it does. */
const dataNames =
  /(?:^|\/)(?:package\.json|(?:ts|js)config[^/]*\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|pnpm-workspace\.yaml|lerna\.json|nx\.json|turbo\.json|[^/]*\.jsonc?|\.env[^/]*|[^/]*\.(?:ya?ml|toml|html|vue|svelte|pem|key|properties|sh)|Dockerfile|\.npmrc|\.nvmrc)$/;

/** Reads a folder. What cannot be looked at is left out with the reason; nothing throws but a folder that is not there. */
export async function openWorkspace(root: string, limits = defaultWorkspaceLimits): Promise<Workspace> {
  const files: SourceFile[] = [];
  const data: DataFile[] = [];
  const skipped: SkippedFile[] = [];
  let left = limits.maxTotalBytes;
  for (const { path, skip } of await entriesOf(root)) {
    const language = languageOf(path);
    if (skip) skipped.push({ path, reason: skip });
    if (skip || (!language && !dataNames.test(path))) continue;
    if (files.length + data.length >= limits.maxFiles || left <= 0) {
      skipped.push({ path, reason: 'too-many' });
      continue;
    }
    const read = await readText(join(root, path), language ? limits.maxSourceBytes : limits.maxDataBytes);
    const reason = 'skip' in read ? read.skip : language && reasonToSkip(read.text);
    if (reason && (language || reason !== 'binary')) skipped.push({ path, reason });
    if (reason || 'skip' in read) continue;
    left -= read.bytes;
    if (language) files.push({ path, language, text: read.text, hasBom: read.hasBom });
    else data.push({ path, text: read.text });
  }
  return { root, files, data, skipped };
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
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

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

/** Where parsers begin to end for want of stack is about twice as deep. */
const deepestNesting = 500;

function reasonToSkip(text: string): SkipReason | undefined {
  if (isMinified(text)) return 'minified';
  if (nestingOf(text, deepestNesting) === deepestNesting) return 'too-large';
  return isGenerated(text) ? 'generated' : undefined;
}

/** A person wraps lines: 500 characters a line on average are a machine's, and so is one line of very many. */
function isMinified(text: string): boolean {
  if (text.length < 5_000) return false;
  const lines = text.split('\n');
  return text.length / lines.length > 500 || lines.some((line) => line.length > 50_000);
}

function isGenerated(text: string): boolean {
  return /^\s*(?:\/\/|\/\*|\*).*(?:@generated\b|\bDO NOT EDIT\b|auto-?generated)/im.test(text.slice(0, 1_000));
}
