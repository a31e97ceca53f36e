import { crc32 } from 'node:zlib';
import type { Entry, LocalFileHeader } from 'yauzl';
import { decodeName, pathOf } from './entry-name.ts';
import { ArchiveRefusedError, type ReasonCode } from './reason.ts';
import type { ArchiveEntry, Tally } from './tally.ts';
import { number64 } from './zip-end.ts';

/** What the directory says of one entry, understood. */
export interface ZipEntry {
  readonly entry: ArchiveEntry;
  readonly raw: Entry;
  /** False when it is refused by itself; then it is not read. */
  readonly isGood: boolean;
}

/** General purpose bit flags, APPNOTE §4.4.4. */
const flags = { encrypted: 0x1, descriptor: 0x8, patch: 0x20, strong: 0x40, utf8: 0x800, masked: 0x2000 } as const;
/** The others say how hard the compressor tried. */
const meaningful = Object.values(flags).reduce((mask, flag) => mask | flag, 0);
const methods = { store: 0, deflate: 8 } as const;
const unicodePath = 0x7075;

/** File types of Unix in the upper half of the external attributes. */
const fileTypes: Readonly<Record<number, 'file' | 'directory' | ReasonCode>> = {
  0: 'file',
  32768: 'file',
  16384: 'directory',
  40960: 'symlink',
};

/** @throws ArchiveRefusedError for what makes the rest doubtful; what is bad by itself is told to the tally */
export function understand(raw: Entry, tally: Tally): ZipEntry {
  const name = nameOf(raw, tally);
  if (raw.generalPurposeBitFlag & (flags.encrypted | flags.strong | flags.masked)) refuse('encrypted', name);
  const { compressionMethod: method, compressedSize, uncompressedSize: sizeBytes } = raw;
  if (method === 99) refuse('encrypted', name);
  if (method !== methods.store && method !== methods.deflate) refuse('compression_method', name);
  if (raw.generalPurposeBitFlag & flags.patch) refuse('compression_method', name);
  if (method === methods.store && compressedSize !== sizeBytes) refuse('size_mismatch', name);
  const fileType = fileTypes[(raw.externalFileAttributes >>> 16) & 0xf000] ?? 'special_file';
  const isFolder = name.endsWith('/');
  if (isFolder && sizeBytes > 0) refuse('size_mismatch', name);
  tally.requireRatio(sizeBytes, compressedSize, name);
  const entry = { path: pathOf(name), type: isFolder ? 'directory' : 'file', sizeBytes } as const;
  const isGood = tally.enter(entry);
  if (fileType === 'file' || fileType === 'directory') {
    // A folder whose name does not say so, which one reader would make a folder and another a file.
    if (fileType === 'directory' && !isFolder) refuse('header_mismatch', name);
    return { entry, raw, isGood };
  }
  tally.fault(fileType, name);
  return { entry, raw, isGood: false };
}

/** Info-ZIP writes the name in Unicode beside one in the code page of its machine; both must be safe, and the first counts. */
function nameOf(raw: Entry, tally: Tally): string {
  const bytes = rawName(raw);
  const plain = decodeName(bytes);
  const extra = raw.extraFields.filter(({ id }) => id === unicodePath);
  const [field] = extra;
  if (extra.length > 1) refuse('malformed');
  if (plain === undefined && (!field || raw.generalPurposeBitFlag & flags.utf8)) {
    tally.fault('invalid_name', bytes.toString('latin1'));
  }
  const isCurrent = field && field.data.length >= 5 && field.data.readUInt32LE(1) === crc32(bytes);
  if (!isCurrent) return plain ?? bytes.toString('latin1');
  const name = decodeName(field.data.subarray(5)) ?? refuse('invalid_name', bytes.toString('latin1'));
  if (structureOf(name) !== structureOf(bytes.toString('latin1'))) refuse('header_mismatch', name);
  return name;
}

/** Separators and dots, of which paths are made, are the same in every form of a name. */
function structureOf(name: string): string {
  return name
    .split(/[\\/]/)
    .map((segment) => (/^\.*$/.test(segment) ? segment : '*'))
    .join('/');
}

/** With `decodeStrings: false` yauzl hands out bytes, which its types do not say. */
export function rawName({ fileNameRaw }: Entry): Buffer {
  return fileNameRaw;
}

/** Readers that go through a zip from its front believe these; readers that begin at its end believe the directory. */
export function requireSameHeader({ raw, entry }: ZipEntry, local: LocalFileHeader): void {
  const later = (raw.generalPurposeBitFlag & flags.descriptor) !== 0;
  const sizes = localSizes(local);
  const agree = (value: number, declared: number) => value === declared || (later && value === 0);
  const isSame =
    rawName(raw).equals(local.fileName) &&
    ((raw.generalPurposeBitFlag ^ local.generalPurposeBitFlag) & meaningful) === 0 &&
    raw.compressionMethod === local.compressionMethod &&
    agree(local.crc32, raw.crc32) &&
    agree(sizes.packed, raw.compressedSize) &&
    agree(sizes.unpacked, raw.uncompressedSize);
  if (!isSame) refuse('header_mismatch', entry.path);
}

/** APPNOTE §4.5.3: in a local header both sizes are in the field. */
function localSizes({ compressedSize, uncompressedSize, extraField }: LocalFileHeader) {
  if (compressedSize !== 0xffffffff && uncompressedSize !== 0xffffffff) {
    return { packed: compressedSize, unpacked: uncompressedSize };
  }
  for (let at = 0; at + 4 <= extraField.length; at += 4 + extraField.readUInt16LE(at + 2)) {
    if (extraField.readUInt16LE(at) !== 0x0001 || at + 20 > extraField.length) continue;
    return { unpacked: number64(extraField, at + 4), packed: number64(extraField, at + 12) };
  }
  return refuse('malformed');
}

/** APPNOTE §4.3.9: behind the content, with or without a signature, with sizes of 4 or 8 bytes. */
export function isDescriptorOf({ raw }: ZipEntry, bytes: Buffer): boolean {
  if ((raw.generalPurposeBitFlag & flags.descriptor) === 0) return bytes.length === 0;
  if (![12, 16, 20, 24].includes(bytes.length)) return false;
  const fields = bytes.length % 8 === 0 ? bytes.subarray(4) : bytes;
  const hasSignature = bytes.length % 8 === 0;
  if (hasSignature && bytes.readUInt32LE(0) !== 0x08074b50) return false;
  const isWide = fields.length === 20;
  const packed = isWide ? number64(fields, 4) : fields.readUInt32LE(4);
  const unpacked = isWide ? number64(fields, 12) : fields.readUInt32LE(8);
  return fields.readUInt32LE(0) === raw.crc32 && packed === raw.compressedSize && unpacked === raw.uncompressedSize;
}

function refuse(code: ReasonCode, entry?: string): never {
  throw new ArchiveRefusedError(code, entry);
}
