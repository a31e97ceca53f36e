import type { FileHandle } from 'node:fs/promises';
import { ArchiveRefusedError } from './reason.ts';

/** Where the directory of a zip lies, and how many entries it has. */
export interface ZipEnd {
  readonly directoryStart: number;
  readonly directoryEnd: number;
  readonly entries: number;
}

const endBytes = 22;
const locatorBytes = 20;
const end64Bytes = 56;
const maxCommentBytes = 65_535;
const signatures = { end: 0x06054b50, locator: 0x07064b50, end64: 0x06064b50 } as const;

/**
 * Reads the end records of a zip, and refuses those that two readers could find in two places: a comment with an end record
 * in it, 64-bit values that differ from the 32-bit ones, anything between the directory and its end record.
 * APPNOTE 6.3.10 §4.3.14–16: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export async function readZipEnd(file: FileHandle, size: number): Promise<ZipEnd> {
  const start = Math.max(0, size - endBytes - maxCommentBytes - locatorBytes);
  const tail = await readAt(file, start, size - start);
  const at = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'), -endBytes);
  if (at < 0) throw new ArchiveRefusedError('truncated');
  const record = tail.subarray(at);
  if (record.readUInt16LE(20) !== record.length - endBytes) throw new ArchiveRefusedError('trailing_data');
  if (hasEarlierClaim(tail, at)) throw new ArchiveRefusedError('trailing_data');
  const small = {
    disks: [record.readUInt16LE(4), record.readUInt16LE(6)],
    counts: [record.readUInt16LE(8), record.readUInt16LE(10)],
    length: record.readUInt32LE(12),
    offset: record.readUInt32LE(16),
  };
  if (at >= locatorBytes && tail.readUInt32LE(at - locatorBytes) === signatures.locator) {
    return readEnd64(file, tail.subarray(at - locatorBytes, at), start + at - locatorBytes, small);
  }
  const { disks, counts, length, offset } = small;
  return endOf({ disks, counts, length, offset, recordStart: start + at });
}

/** Another end record whose comment would reach to the end just as well. */
function hasEarlierClaim(tail: Buffer, found: number): boolean {
  const signature = Buffer.from('PK\x05\x06', 'latin1');
  for (let at = tail.lastIndexOf(signature, found - 1); at >= 0 && found > 0; ) {
    if (tail.readUInt16LE(at + 20) === tail.length - at - endBytes) return true;
    if (at === 0) break;
    at = tail.lastIndexOf(signature, at - 1);
  }
  return false;
}

interface Claims {
  readonly disks: readonly number[];
  /** On this disk, and on all. */
  readonly counts: readonly number[];
  readonly length: number;
  readonly offset: number;
}

async function readEnd64(file: FileHandle, locator: Buffer, locatorStart: number, small: Claims): Promise<ZipEnd> {
  const recordStart = locatorStart - end64Bytes;
  if (recordStart < 0 || number64(locator, 8) !== recordStart) throw new ArchiveRefusedError('malformed');
  const record = await readAt(file, recordStart, end64Bytes);
  const isSound = record.readUInt32LE(0) === signatures.end64 && number64(record, 4) === end64Bytes - 12;
  if (!isSound || locator.readUInt32LE(4) !== 0 || locator.readUInt32LE(16) > 1)
    throw new ArchiveRefusedError('malformed');
  const large: Claims = {
    disks: [record.readUInt32LE(16), record.readUInt32LE(20)],
    counts: [number64(record, 24), number64(record, 32)],
    length: number64(record, 40),
    offset: number64(record, 48),
  };
  const agrees = (value: number | undefined, full: number | undefined, marker: number) =>
    value === marker || value === full;
  const isSame =
    agrees(small.counts[1], large.counts[1], 0xffff) &&
    agrees(small.length, large.length, 0xffffffff) &&
    agrees(small.offset, large.offset, 0xffffffff);
  if (!isSame) throw new ArchiveRefusedError('header_mismatch');
  return endOf({ ...large, recordStart });
}

function endOf({ disks, counts, length, offset, recordStart }: Claims & { readonly recordStart: number }): ZipEnd {
  if (disks.some((disk) => disk !== 0) || counts[0] !== counts[1]) throw new ArchiveRefusedError('malformed');
  if (offset + length > recordStart) throw new ArchiveRefusedError('truncated');
  if (offset + length < recordStart) throw new ArchiveRefusedError('trailing_data');
  return { directoryStart: offset, directoryEnd: recordStart, entries: counts[0] ?? 0 };
}

/** @throws ArchiveRefusedError `truncated` when the file is shorter */
export async function readAt(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, start + done);
    if (bytesRead === 0) throw new ArchiveRefusedError('truncated');
    done += bytesRead;
  }
  return bytes;
}

export function number64(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ArchiveRefusedError('malformed');
  return Number(value);
}
