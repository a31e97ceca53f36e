import { crc32, deflateRawSync } from 'node:zlib';

/** One entry, byte by byte: whatever is not said is as an honest tool would write it. */
export interface CraftedEntry {
  readonly name: string | Buffer;
  readonly data?: Buffer | string;
  readonly method?: number;
  /** The bytes in the file, when they are not what `method` makes of the data. */
  readonly packed?: Buffer;
  readonly flags?: number;
  readonly crc?: number;
  readonly size?: number;
  readonly packedSize?: number;
  readonly mode?: number;
  readonly extra?: Buffer;
  readonly localExtra?: Buffer;
  readonly local?: {
    name?: string | Buffer;
    crc?: number;
    size?: number;
    packedSize?: number;
    method?: number;
    flags?: number;
  };
  /** Where the directory says that it begins. */
  readonly offset?: number;
  /** Put behind the data. */
  readonly after?: Buffer;
  /** No header and data of its own: the directory only. */
  readonly isVirtual?: boolean;
}

export interface CraftedEnd {
  readonly prefix?: Buffer;
  readonly beforeDirectory?: Buffer;
  readonly beforeEnd?: Buffer;
  readonly comment?: Buffer;
  readonly trailing?: Buffer;
  readonly count?: number;
  readonly directorySize?: number;
  readonly directoryOffset?: number;
  readonly zip64?: boolean | { count?: number; offset?: number };
}

export function craftZip(entries: readonly CraftedEntry[], end: CraftedEnd = {}): Buffer {
  const parts: Buffer[] = [end.prefix ?? Buffer.alloc(0)];
  const length = () => parts.reduce((sum, part) => sum + part.length, 0);
  const directory: Buffer[] = [];
  for (const entry of entries) {
    const offset = entry.offset ?? length();
    if (!entry.isVirtual) parts.push(localHeader(entry), packedOf(entry), entry.after ?? Buffer.alloc(0));
    directory.push(directoryRecord(entry, offset));
  }
  parts.push(end.beforeDirectory ?? Buffer.alloc(0));
  const offset = end.directoryOffset ?? length();
  const records = Buffer.concat(directory);
  parts.push(records, end.beforeEnd ?? Buffer.alloc(0));
  const size = end.directorySize ?? records.length;
  const count = end.count ?? entries.length;
  if (end.zip64) parts.push(end64(end.zip64, { count, size, offset, at: length() }));
  parts.push(
    Buffer.concat([
      u32(0x06054b50),
      u16(0, 0, ...(end.zip64 ? [0xffff, 0xffff] : [count, count])),
      end.zip64 ? u32(0xffffffff, 0xffffffff) : u32(size, offset),
      u16(end.comment?.length ?? 0),
      end.comment ?? Buffer.alloc(0),
    ]),
    end.trailing ?? Buffer.alloc(0),
  );
  return Buffer.concat(parts);
}

function end64(
  change: true | { count?: number; offset?: number },
  is: { count: number; size: number; offset: number; at: number },
): Buffer {
  const { count = is.count, offset = is.offset } = change === true ? {} : change;
  return Buffer.concat([
    u32(0x06064b50),
    u64(44),
    u16(45, 45),
    u32(0, 0),
    u64(count, count, is.size, offset),
    u32(0x07064b50, 0),
    u64(is.at),
    u32(1),
  ]);
}

function localHeader(entry: CraftedEntry): Buffer {
  const { local = {} } = entry;
  const name = bytesOf(local.name ?? entry.name);
  const extra = entry.localExtra ?? entry.extra ?? Buffer.alloc(0);
  return Buffer.concat([
    u32(0x04034b50),
    u16(20, local.flags ?? flagsOf(entry), local.method ?? entry.method ?? 8, 0, 0x21),
    u32(local.crc ?? crcOf(entry), local.packedSize ?? packedSizeOf(entry), local.size ?? sizeOf(entry)),
    u16(name.length, extra.length),
    name,
    extra,
  ]);
}

function directoryRecord(entry: CraftedEntry, offset: number): Buffer {
  const name = bytesOf(entry.name);
  const extra = entry.extra ?? Buffer.alloc(0);
  return Buffer.concat([
    u32(0x02014b50),
    u16((3 << 8) | 20, 20, flagsOf(entry), entry.method ?? 8, 0, 0x21),
    u32(crcOf(entry), packedSizeOf(entry), sizeOf(entry)),
    u16(name.length, extra.length, 0, 0, 0),
    u32(((entry.mode ?? 0o100644) << 16) >>> 0, offset),
    name,
    extra,
  ]);
}

const dataOf = ({ data = '' }: CraftedEntry) => bytesOf(data);
const crcOf = (entry: CraftedEntry) => entry.crc ?? crc32(dataOf(entry));
const sizeOf = (entry: CraftedEntry) => entry.size ?? dataOf(entry).length;
const packedSizeOf = (entry: CraftedEntry) => entry.packedSize ?? packedOf(entry).length;
const flagsOf = (entry: CraftedEntry) => entry.flags ?? 0x800;

function packedOf(entry: CraftedEntry): Buffer {
  return entry.packed ?? (entry.method === 0 ? dataOf(entry) : deflateRawSync(dataOf(entry)));
}

function bytesOf(value: string | Buffer): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(value);
}

export function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [at, value] of values.entries()) bytes.writeUInt16LE(value, at * 2);
  return bytes;
}

export function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) bytes.writeUInt32LE(value, at * 4);
  return bytes;
}

export function u64(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [at, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), at * 8);
  return bytes;
}
