import type { Readable } from 'node:stream';
import { Measure, sha256Of } from './measure.ts';
import { type Bucket, isMissing, refusalOf, toBase64, unquoted } from './s3-bucket.ts';
import { ChecksumMismatchError, checkKey, type ObjectBody, type PutOptions } from './storage.ts';

/** `Storage.put` of a bucket. */
export async function putObject(bucket: Bucket, key: string, body: ObjectBody, options: PutOptions) {
  checkKey(key);
  const broken = new AbortController();
  const measured = Buffer.isBuffer(body) ? undefined : measure(body, broken);
  const sha256 = Buffer.isBuffer(body) ? sha256Of(body) : options.sha256;
  if (options.sha256 !== undefined && options.sha256 !== sha256) throw new ChecksumMismatchError(key);
  const { PutObjectCommand } = await import('@aws-sdk/client-s3');
  const client = await bucket.client();
  const command = new PutObjectCommand({
    Bucket: bucket.name,
    Key: key,
    Body: measured ?? (Buffer.isBuffer(body) ? body : undefined),
    ContentLength: Buffer.isBuffer(body) ? body.length : body.sizeBytes,
    ContentType: options.contentType,
    ...(options.ifAbsent && { IfNoneMatch: '*' }),
    ...(sha256 === undefined ? { ChecksumAlgorithm: 'SHA256' } : { ChecksumSHA256: toBase64(sha256) }),
  });
  try {
    const { ETag = '' } = await client.send(command, { abortSignal: broken.signal });
    return { etag: unquoted(ETag), sha256: sha256 ?? measured?.sha256 ?? '' };
  } catch (error) {
    throw broken.signal.aborted ? broken.signal.reason : refusalOf(key, error);
  }
}

/** `Storage.copy` within a bucket. */
export async function copyObject(bucket: Bucket, from: string, to: string, options: { ifAbsent?: boolean } = {}) {
  checkKey(from);
  checkKey(to);
  const { CopyObjectCommand } = await import('@aws-sdk/client-s3');
  const client = await bucket.client();
  const source = `${bucket.name}/${from}`.split('/').map(encodeURIComponent).join('/');
  try {
    await client.send(
      new CopyObjectCommand({
        Bucket: bucket.name,
        Key: to,
        CopySource: source,
        ChecksumAlgorithm: 'SHA256',
        ...(options.ifAbsent && { IfNoneMatch: '*' }),
      }),
    );
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw refusalOf(to, error);
  }
}

/** `Storage.delete` of a bucket. */
export async function deleteObject(bucket: Bucket, key: string): Promise<void> {
  checkKey(key);
  const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
  const client = await bucket.client();
  await client.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: key }));
}

/** As many as S3 deletes with one call. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const maxDeletions = 1_000;

/**
 * Up to `maxDeletions` objects with one call; no error for one that is not there.
 * @throws Error when S3 kept one of them
 */
export async function deleteObjects(bucket: Bucket, keys: readonly string[]): Promise<void> {
  keys.forEach(checkKey);
  const { DeleteObjectsCommand } = await import('@aws-sdk/client-s3');
  const client = await bucket.client();
  const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
  const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket.name, Delete }));
  if (Errors.length > 0) throw new Error(`S3 kept ${Errors.length} of ${keys.length} objects: ${Errors[0]?.Code}.`);
}

/** A source that breaks ends the request: the SDK alone would wait for the rest, or throw where nobody can catch it. */
function measure({ stream }: { stream: Readable }, broken: AbortController): Measure {
  const measured = new Measure();
  stream.once('error', (error) => {
    broken.abort(error);
    measured.destroy();
  });
  measured.once('close', () => stream.destroy());
  return stream.pipe(measured);
}
