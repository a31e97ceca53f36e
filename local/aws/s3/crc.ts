import { crc32 } from 'node:zlib';

/** A running checksum; `digest` gives the bytes in network order, as S3 writes them in base64. */
export interface RunningHash {
  update(bytes: Buffer): void;
  digest(): Buffer;
}

export function runningCrc32(): RunningHash {
  let value = 0;
  return {
    update: (bytes) => {
      value = crc32(bytes, value);
    },
    digest: () => uint32(value),
  };
}

/** Castagnoli's polynomial, reflected (https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4). */
export function runningCrc32c(): RunningHash {
  let value = 0xffffffff;
  return {
    update: (bytes) => {
      for (const byte of bytes) value = at(crc32cTable, (value ^ byte) & 0xff) ^ (value >>> 8);
    },
    digest: () => uint32(~value >>> 0),
  };
}

/** CRC-64/NVME in two halves of 32 bits, because a BigInt per byte costs twenty times as much. */
export function runningCrc64nvme(): RunningHash {
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update: (bytes) => {
      for (const byte of bytes) {
        const index = (low ^ byte) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ at(crc64Low, index);
        high = (high >>> 8) ^ at(crc64High, index);
      }
    },
    digest: () => Buffer.concat([uint32(~high >>> 0), uint32(~low >>> 0)]),
  };
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function at(table: Uint32Array, index: number): number {
  return table[index] ?? 0;
}

const crc32cTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

const crc64Table = Array.from({ length: 256 }, (_, index) => {
  let value = BigInt(index);
  for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ 0x9a6c9329ac4bc9b5n : value >> 1n;
  return value;
});
const crc64Low = Uint32Array.from(crc64Table, (value) => Number(value & 0xffffffffn));
const crc64High = Uint32Array.from(crc64Table, (value) => Number(value >> 32n));
