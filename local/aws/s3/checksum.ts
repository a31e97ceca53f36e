import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { type RunningHash, runningCrc32, runningCrc32c, runningCrc64nvme } from './crc.ts';
import { invalidRequest, notImplemented, S3Error } from './errors.ts';
import { header } from './header.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
export const ChecksumAlgorithm = z.enum(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256']);
export type ChecksumAlgorithm = z.infer<typeof ChecksumAlgorithm>;

export const Checksum = z.object({
  algorithm: ChecksumAlgorithm,
  /** Base64; a composite one ends in `-` and the number of parts. */
  value: z.string(),
  type: z.enum(['FULL_OBJECT', 'COMPOSITE']),
});
export type Checksum = z.infer<typeof Checksum>;

const digestBytes: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
};

export function runningChecksum(algorithm: ChecksumAlgorithm): RunningHash {
  if (algorithm === 'CRC32') return runningCrc32();
  if (algorithm === 'CRC32C') return runningCrc32c();
  if (algorithm === 'CRC64NVME') return runningCrc64nvme();
  const hash = createHash(algorithm.toLowerCase());
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
}

export function checksumOf(algorithm: ChecksumAlgorithm, bytes: Buffer): Checksum {
  const running = runningChecksum(algorithm);
  running.update(bytes);
  return { algorithm, value: running.digest().toString('base64'), type: 'FULL_OBJECT' };
}

export function checksumHeaderName(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** Element of a request or reply: `ChecksumCRC32`. */
export function checksumElement(checksum: Checksum | undefined): Record<string, string> {
  return checksum === undefined
    ? {}
    : { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type };
}

export function parseAlgorithm(text: string): ChecksumAlgorithm {
  const parsed = ChecksumAlgorithm.safeParse(text.toUpperCase());
  if (!parsed.success) throw notImplemented(`The checksum algorithm ${text}`);
  return parsed.data;
}

const notAlgorithms = new Set(['algorithm', 'mode', 'type']);

/** The one checksum that headers (or trailers) state of the content. */
export function statedChecksum(
  headers: IncomingHttpHeaders,
): { algorithm: ChecksumAlgorithm; value: string } | undefined {
  const names = Object.keys(headers).filter(
    (name) => name.startsWith('x-amz-checksum-') && !notAlgorithms.has(name.slice('x-amz-checksum-'.length)),
  );
  const [name] = names;
  if (name === undefined) return undefined;
  if (names.length > 1) {
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  }
  const algorithm = parseAlgorithm(name.slice('x-amz-checksum-'.length));
  const value = header(headers, name) ?? '';
  if (!isDigest(algorithm, value)) throw invalidRequest(`Value for ${name} header is invalid.`);
  return { algorithm, value };
}

export function verifyChecksum(stated: { algorithm: ChecksumAlgorithm; value: string }, bytes: Buffer): Checksum {
  const actual = checksumOf(stated.algorithm, bytes);
  if (actual.value !== stated.value) throw badChecksum(stated.algorithm);
  return actual;
}

export function badChecksum(algorithm: ChecksumAlgorithm): S3Error {
  return new S3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`, 400);
}

function isDigest(algorithm: ChecksumAlgorithm, value: string): boolean {
  const bytes = Buffer.from(value, 'base64');
  return bytes.length === digestBytes[algorithm] && bytes.toString('base64') === value;
}
