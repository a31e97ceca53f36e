import { Readable } from 'node:stream';
import { type Bucket, isMissing, unquoted } from './s3-bucket.ts';
import { checkKey, checkPrefix, type DownloadOptions, type ListedObject, type ObjectInfo } from './storage.ts';

/** `Storage.get` of a bucket. */
export async function getObject(bucket: Bucket, key: string) {
  checkKey(key);
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  const client = await bucket.client();
  try {
    const reply = await client.send(new GetObjectCommand({ Bucket: bucket.name, Key: key, ChecksumMode: 'ENABLED' }));
    if (!(reply.Body instanceof Readable)) throw new Error(`The object ${key} came without a body.`);
    return { info: infoOf(key, reply), body: reply.Body };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** `Storage.head` of a bucket. */
export async function headObject(bucket: Bucket, key: string): Promise<ObjectInfo | undefined> {
  checkKey(key);
  const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
  const client = await bucket.client();
  try {
    const reply = await client.send(new HeadObjectCommand({ Bucket: bucket.name, Key: key, ChecksumMode: 'ENABLED' }));
    return infoOf(key, reply);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** `Storage.list` of a bucket. */
export async function* listObjects(bucket: Bucket, prefix: string): AsyncGenerator<ListedObject> {
  checkPrefix(prefix);
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  const client = await bucket.client();
  let after: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket.name, Prefix: prefix, ContinuationToken: after }),
    );
    for (const { Key, Size } of page.Contents ?? []) yield { key: Key ?? '', sizeBytes: Size ?? 0 };
    after = page.NextContinuationToken;
  } while (after !== undefined);
}

/** `LinkingStorage.downloadUrl` of a bucket. */
export async function presignDownload(
  bucket: Bucket,
  key: string,
  { expiresInSeconds, fileName }: DownloadOptions,
): Promise<string> {
  checkKey(key);
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  const command = new GetObjectCommand({
    Bucket: bucket.name,
    Key: key,
    ...(fileName !== undefined && { ResponseContentDisposition: `attachment; filename="${fileName}"` }),
  });
  return getSignedUrl(await bucket.client(), command, { expiresIn: expiresInSeconds });
}

interface ReplyHead {
  readonly ContentLength?: number | undefined;
  readonly ContentType?: string | undefined;
  readonly ETag?: string | undefined;
  readonly ChecksumSHA256?: string | undefined;
  readonly LastModified?: Date | undefined;
}

function infoOf(key: string, reply: ReplyHead): ObjectInfo {
  const { ChecksumSHA256: checksum } = reply;
  return {
    key,
    sizeBytes: reply.ContentLength ?? 0,
    contentType: reply.ContentType ?? 'application/octet-stream',
    etag: unquoted(reply.ETag ?? ''),
    // Of parts it would be a checksum of checksums, which ends in `-` and the number of parts.
    ...(checksum !== undefined && !checksum.includes('-') && { sha256: toHex(checksum) }),
    lastModified: reply.LastModified?.getTime() ?? 0,
  };
}

function toHex(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex');
}
