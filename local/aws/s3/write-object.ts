import { createHash, randomBytes } from 'node:crypto';
import { type Checksum, checksumOf } from './checksum.ts';
import { requireWrite, type WriteCondition } from './condition.ts';
import { type Cause, causeOf } from './object-event.ts';
import type { NewObject } from './object-store.ts';
import type { Encryption, ObjectAttributes, ObjectContent, ObjectVersion } from './object-version.ts';
import type { Call } from './operation.ts';
import { entityTooLarge } from './post-policy.ts';
import type { Storage } from './storage.ts';

/** Of a single PUT, a copy or a part (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html). */
export const maxBytes = 5 * 1024 ** 3;

/** The ETag of an object that KMS encrypts is not the MD5 of its bytes (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html). */
export function etagOf(md5: () => string, encryption: Encryption): string {
  return encryption.algorithm === 'aws:kms' ? randomBytes(16).toString('hex') : md5();
}

/** Without a stated checksum S3 computes a CRC-64/NVME. */
export function contentOf(bytes: Buffer, encryption: Encryption, checksum?: Checksum): ObjectContent {
  if (bytes.length > maxBytes) throw entityTooLarge(bytes.length, maxBytes);
  return {
    size: bytes.length,
    etag: etagOf(() => createHash('md5').update(bytes).digest('hex'), encryption),
    checksum: checksum ?? checksumOf('CRC64NVME', bytes),
  };
}

export interface Write {
  readonly condition: WriteCondition;
  readonly cause: Cause;
  /** `ObjectCreated:Put` */
  readonly event: string;
  /** Done in the same transaction; returns blobs that are no longer needed. */
  readonly alongside?: () => readonly string[];
}

/** Makes an object of a blob that is already on disk, or deletes the blob. */
export async function commitObject(storage: Storage, object: NewObject, write: Write): Promise<ObjectVersion> {
  const { bucket, key } = object;
  try {
    return await storage.commit(() => {
      storage.buckets.require(bucket);
      requireWrite(write.condition, key, storage.objects.latest(bucket, key));
      const also = write.alongside?.() ?? [];
      const { written, unused } = storage.objects.put(object, storage.versioning(bucket));
      storage.emit({ name: write.event, bucket, version: written, cause: write.cause });
      return { result: written, unused: [...unused, ...also] };
    });
  } catch (error) {
    await storage.blobs.remove([object.blob]);
    throw error;
  }
}

/** Stores bytes that came in one request. */
export async function writeBytes(
  { storage, bucket, request }: Call,
  key: string,
  content: { readonly bytes: Buffer; readonly checksum?: Checksum; readonly attributes: ObjectAttributes },
  write: Pick<Write, 'condition' | 'event'>,
): Promise<ObjectVersion> {
  const { bytes, checksum, attributes } = content;
  const details = { ...attributes, ...contentOf(bytes, attributes.encryption, checksum) };
  // Refuses before it writes gigabytes; what counts is the same check in the transaction.
  requireWrite(write.condition, key, storage.objects.latest(bucket, key));
  const blob = await storage.blobs.write(bytes);
  return commitObject(storage, { bucket, key, blob, details }, { ...write, cause: causeOf(request) });
}
