import { gzipSync } from 'node:zlib';

/** One entry of a tar, byte by byte. */
export interface CraftedTarEntry {
  readonly name: string | Buffer;
  readonly data?: Buffer | string;
  readonly type?: string;
  readonly link?: string;
  readonly prefix?: string;
  /** What the header says, as it stands there. */
  readonly size?: number | string;
  readonly magic?: string;
  readonly breaksChecksum?: boolean;
}

export function craftTar(entries: readonly CraftedTarEntry[], end: Buffer = Buffer.alloc(1_024)): Buffer {
  return Buffer.concat([...entries.flatMap((entry) => [tarHeader(entry), padded(bytesOf(entry.data ?? ''))]), end]);
}

export function craftTarGz(entries: readonly CraftedTarEntry[], end?: Buffer): Buffer {
  return gzipSync(craftTar(entries, end));
}

export function tarHeader(entry: CraftedTarEntry): Buffer {
  const header = Buffer.alloc(512);
  bytesOf(entry.name).copy(header, 0, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  const { size = bytesOf(entry.data ?? '').length } = entry;
  header.write(typeof size === 'string' ? size : `${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write('00000000000\0', 136);
  header.write(entry.type ?? '0', 156);
  header.write(entry.link ?? '', 157);
  header.write(entry.magic ?? 'ustar\x0000', 257);
  header.write(entry.prefix ?? '', 345);
  header.write('        ', 148);
  const sum = header.reduce((total, byte) => total + byte, 0) + (entry.breaksChecksum ? 1 : 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

export function pax(records: Readonly<Record<string, string>>, type = 'x'): CraftedTarEntry {
  const data = Object.entries(records).map(([keyword, value]) => {
    const rest = Buffer.byteLength(` ${keyword}=${value}\n`);
    const digits = [1, 2, 3, 4, 5].find((count) => String(rest + count).length === count) ?? 0;
    return `${rest + digits} ${keyword}=${value}\n`;
  });
  return { name: 'PaxHeader', type, data: data.join('') };
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

function bytesOf(value: string | Buffer): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(value);
}
