import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { ArchiveRefusedError } from './reason.ts';
import type { Tally } from './tally.ts';
import type { Walked } from './tar.ts';
import { readAt, readZipEnd, type ZipEnd } from './zip-end.ts';
import { isDescriptorOf, requireSameHeader, understand, type ZipEntry } from './zip-entry.ts';

/**
 * Reads a zip strictly: before any content is unpacked, the directory is whole, every entry has its own bytes in the file, and
 * nothing is between them. Yauzl reads the records; what it leaves open is decided here.
 */
export async function* walkZip(path: string, tally: Tally): AsyncGenerator<Walked> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const end = await readZipEnd(file, size);
    if (end.entries > tally.limits.entries) throw new ArchiveRefusedError('too_many_entries');
    const { fromFdPromise } = await import('yauzl');
    const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false };
    const zip = await fromFdPromise(file.fd, options).catch(rethrow);
    const entries = await readDirectory(zip, end, tally);
    const placed = await place(file, zip, entries, end);
    tally.requireRatio(sumOf(entries.map(({ entry }) => entry.sizeBytes)), size);
    for (const { entry, dataStart } of placed) {
      const content = contentOf(file, entry, dataStart, tally);
      // Without `return`, so that a reader who stops early does not keep the rest from being checked.
      const body = { [Symbol.asyncIterator]: () => ({ next: () => content.next() }) };
      if (entry.isGood) yield { entry: entry.entry, body };
      for await (const _ of content);
    }
  } finally {
    await file.close();
  }
}

async function readDirectory(zip: ZipFile, end: ZipEnd, tally: Tally): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  let length = 0;
  try {
    for await (const raw of zip.eachEntry()) {
      entries.push(understand(raw, tally));
      length += directoryBytes(raw);
    }
  } catch (error) {
    rethrow(error);
  }
  if (length !== end.directoryEnd - end.directoryStart) throw new ArchiveRefusedError('header_mismatch');
  return entries;
}

function directoryBytes({ fileNameLength, extraFieldLength, fileCommentLength }: Entry): number {
  return 46 + fileNameLength + extraFieldLength + fileCommentLength;
}

interface Placed {
  readonly entry: ZipEntry;
  readonly dataStart: number;
}

/** In the order of their bytes, which must follow each other without gap or overlap, from the first byte to the directory. */
async function place(file: FileHandle, zip: ZipFile, entries: readonly ZipEntry[], end: ZipEnd): Promise<Placed[]> {
  const sorted = [...entries].sort((a, b) => a.raw.relativeOffsetOfLocalHeader - b.raw.relativeOffsetOfLocalHeader);
  const placed: Placed[] = [];
  if ((sorted[0]?.raw.relativeOffsetOfLocalHeader ?? end.directoryStart) !== 0) {
    throw new ArchiveRefusedError('trailing_data');
  }
  for (const [at, entry] of sorted.entries()) {
    const { raw } = entry;
    const local = await zip.readLocalFileHeaderPromise(raw).catch(rethrow);
    requireSameHeader(entry, local);
    const dataEnd = local.fileDataStart + raw.compressedSize;
    const next = sorted[at + 1]?.raw.relativeOffsetOfLocalHeader ?? end.directoryStart;
    if (dataEnd > next) throw new ArchiveRefusedError('overlapping_entries', entry.entry.path);
    if (next - dataEnd > 24) throw new ArchiveRefusedError('trailing_data', entry.entry.path);
    if (!isDescriptorOf(entry, await readAt(file, dataEnd, next - dataEnd))) {
      throw new ArchiveRefusedError('trailing_data', entry.entry.path);
    }
    placed.push({ entry, dataStart: local.fileDataStart });
  }
  return placed;
}

/** Unpacks one entry, and throws where it is not what was said of it, at the latest with its last byte. */
async function* contentOf(
  file: FileHandle,
  { entry, raw }: ZipEntry,
  start: number,
  tally: Tally,
): AsyncGenerator<Buffer> {
  let [size, checksum] = [0, 0];
  for await (const chunk of raw.compressionMethod === 0 ? stored(file, raw, start) : inflated(file, raw, start)) {
    size += chunk.length;
    if (size > entry.sizeBytes) throw new ArchiveRefusedError('size_mismatch', entry.path);
    tally.grow(chunk.length);
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (size !== entry.sizeBytes) throw new ArchiveRefusedError('size_mismatch', entry.path);
  if (checksum !== raw.crc32) throw new ArchiveRefusedError('checksum_mismatch', entry.path);
}

const chunkBytes = 65_536;

async function* stored(file: FileHandle, { compressedSize }: Entry, start: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < compressedSize; at += chunkBytes) {
    yield await readAt(file, start + at, Math.min(chunkBytes, compressedSize - at));
  }
}

async function* inflated(file: FileHandle, raw: Entry, start: number): AsyncGenerator<Buffer> {
  const inflate = pipeline(stored(file, raw, start), createInflateRaw({ chunkSize: chunkBytes }), () => {});
  try {
    for await (const chunk of inflate) {
      if (!Buffer.isBuffer(chunk)) throw new Error('zlib gave something that is no buffer.');
      yield chunk;
    }
  } catch (error) {
    const isData = error instanceof Error && 'code' in error && /^Z_(?:DATA|BUF)_ERROR$/.test(String(error.code));
    throw isData ? new ArchiveRefusedError('malformed', rawNameOf(raw), error) : error;
  } finally {
    inflate.destroy();
  }
  if (inflate.bytesWritten !== raw.compressedSize) throw new ArchiveRefusedError('size_mismatch', rawNameOf(raw));
}

function rawNameOf({ fileNameRaw }: Entry): string {
  return fileNameRaw.toString('latin1');
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

/** Yauzl's errors have no codes; those of the file system do, and are not the archive's fault. */
function rethrow(error: unknown): never {
  if (!(error instanceof Error) || 'code' in error || error instanceof ArchiveRefusedError) throw error;
  if (/encrypt/i.test(error.message)) throw new ArchiveRefusedError('encrypted', undefined, error);
  const code = /unexpected EOF|overflows file bounds/i.test(error.message) ? 'truncated' : 'malformed';
  throw new ArchiveRefusedError(code, undefined, error);
}
