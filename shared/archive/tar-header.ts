import { decodeName } from './entry-name.ts';
import { ArchiveRefusedError } from './reason.ts';

export const blockBytes = 512;

/** One header block, as https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06 has it. */
export interface TarHeader {
  readonly name: string;
  readonly sizeBytes: number;
  /** One character; the old `\0` is `0`. */
  readonly typeflag: string;
}

/** @throws ArchiveRefusedError for a block that is no header, or that two readers could understand in two ways */
export function parseHeader(block: Buffer): TarHeader {
  if (octal(block, 148, 8) !== checksum(block)) throw new ArchiveRefusedError('malformed');
  const magic = block.toString('latin1', 257, 265);
  if (magic !== 'ustar\x0000' && magic !== 'ustar  \0') throw new ArchiveRefusedError('malformed');
  const name = text(block, 0, 100);
  const prefix = magic === 'ustar\x0000' ? text(block, 345, 155) : '';
  const typeflag = String.fromCharCode(block.readUInt8(156)).replace('\0', '0');
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    sizeBytes: octal(block, 124, 12),
    // Before POSIX a folder was a file whose name ends in a slash.
    typeflag: typeflag === '0' && name.endsWith('/') ? '5' : typeflag,
  };
}

export function isZero(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

/** Up to the first NUL. */
export function cString(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  const name = decodeName(end < 0 ? bytes : bytes.subarray(0, end));
  if (name === undefined) throw new ArchiveRefusedError('invalid_name');
  return name;
}

function text(block: Buffer, start: number, length: number): string {
  return cString(block.subarray(start, start + length));
}

/** Octal digits between spaces and NULs; or, for what is too large for them, GNU's 0x80 and a binary number. */
function octal(block: Buffer, start: number, length: number): number {
  const field = block.subarray(start, start + length);
  if (field.readUInt8(0) === 0x80 && length === 12) return binary(field);
  const digits = /^[ \0]*([0-7]*)[ \0]*$/.exec(field.toString('latin1'))?.[1];
  if (digits === undefined) throw new ArchiveRefusedError('malformed');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function binary(field: Buffer): number {
  const number = field.readBigUInt64BE(4);
  const isSafe = field.readUIntBE(1, 3) === 0 && number <= BigInt(Number.MAX_SAFE_INTEGER);
  if (!isSafe) throw new ArchiveRefusedError('too_large');
  return Number(number);
}

/** The sum of all bytes, its own field counted as spaces. */
function checksum(block: Buffer): number {
  let sum = 8 * 32;
  for (const [at, byte] of block.entries()) if (at < 148 || at >= 156) sum += byte;
  return sum;
}
