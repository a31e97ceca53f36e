import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { ChecksumMismatchError, ObjectExistsError } from './storage.ts';

/** A bucket, and the client for it, which is made when it is needed first. */
export interface Bucket {
  readonly name: string;
  readonly client: () => Promise<S3Client>;
}

/** The SDK is imported with the first call, because most functions that may touch a bucket seldom do. */
export function bucketOf(name: string, client?: S3Client, config: S3ClientConfig = {}): Bucket {
  let made: Promise<S3Client> | undefined;
  const make = async () => {
    const { S3Client } = await import('@aws-sdk/client-s3');
    return new S3Client(config);
  };
  return {
    name,
    client: () => {
      made ??= client ? Promise.resolve(client) : make();
      return made;
    },
  };
}

/**
 * 412 when the key was taken, 409 while another write to it is under way: both lost.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html#conditional-error-response
 */
export function refusalOf(key: string, error: unknown): unknown {
  const name = error instanceof Error ? error.name : '';
  if (name === 'PreconditionFailed' || name === 'ConditionalRequestConflict') return new ObjectExistsError(key, error);
  return mismatches.has(name) ? new ChecksumMismatchError(key, error) : error;
}

const mismatches: ReadonlySet<string> = new Set(['BadDigest', 'XAmzContentSHA256Mismatch', 'IncompleteBody']);
const missing: ReadonlySet<string> = new Set(['NoSuchKey', 'NotFound']);

export function isMissing(error: unknown): boolean {
  return error instanceof Error && missing.has(error.name);
}

export function unquoted(etag: string): string {
  return etag.replaceAll('"', '');
}

export function toBase64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
