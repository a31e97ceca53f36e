import { createHash } from 'node:crypto';

/**
 * A set that is asked only "is this in it?". What was put in is always found; of what was not, one in `2 ** hashes` is found,
 * too. In bytes: the number of hashes, then the bits.
 */
export interface BloomFilter {
  has(text: string): boolean;
}

/** 14 hashes at 20.2 bits an entry: one false answer in 16,000. */
const hashes = 14;
const bitsPerEntry = hashes / Math.LN2;

export function makeBloomFilter(entries: readonly string[]): Buffer {
  const bits = Buffer.alloc(Math.max(8, Math.ceil((entries.length * bitsPerEntry) / 8)));
  for (const entry of entries) {
    for (const at of positions(entry, hashes, bits.length * 8)) {
      bits.writeUInt8(bits.readUInt8(at >> 3) | (1 << (at & 7)), at >> 3);
    }
  }
  return Buffer.concat([Buffer.of(hashes), bits]);
}

/** @throws Error for bytes that are no filter: an empty one would find nothing, and say nothing of it */
export function openBloomFilter(bytes: Buffer): BloomFilter {
  const count = bytes.length > 8 ? bytes.readUInt8(0) : 0;
  if (count < 1 || count > 32) throw new Error('These bytes are no Bloom filter.');
  const bits = bytes.subarray(1);
  return {
    has: (text) => positions(text, count, bits.length * 8).every((at) => (bits.readUInt8(at >> 3) >> (at & 7)) & 1),
  };
}

/** Two hashes make any number of them: Kirsch and Mitzenmacher, "Less Hashing, Same Performance" (2006). */
function positions(text: string, count: number, size: number): number[] {
  const digest = createHash('sha256').update(text).digest();
  const [first, step] = [digest.readUInt32LE(0), digest.readUInt32LE(4) | 1];
  return Array.from({ length: count }, (_, at) => (first + at * (step >>> 0)) % size);
}
