import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { bucketOf, copyObject, deleteObject, getObject, headObject, toBase64 } from '../../shared/storage/s3.ts';
import type { ObjectInfo } from '../../shared/storage/storage.ts';

export interface PostForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface Part {
  readonly partNumber: number;
  readonly etag: string;
}

/** `refused`: the parts are not there, or do not make up the content; `gone`: the upload in parts is over. */
export type Joined = { readonly outcome: 'joined' | 'gone' } | { readonly outcome: 'refused'; readonly detail: string };

/** The objects of uploads, as their verbs need them. */
export interface UploadObjects {
  /** A form by which a browser can send exactly this content to exactly this place, for 15 minutes. */
  form(content: { key: string; sizeBytes: number; contentType: string; sha256: string }): Promise<PostForm>;
  beginParts(key: string, contentType: string): Promise<string>;
  /** Valid for an hour. */
  partUrls(
    key: string,
    partsId: string,
    partNumbers: readonly number[],
  ): Promise<{ partNumber: number; url: string }[]>;
  joinParts(key: string, partsId: string, parts: readonly Part[], sizeBytes: number): Promise<Joined>;
  abandonParts(key: string, partsId: string): Promise<void>;
  lookUp(key: string): Promise<ObjectInfo | undefined>;
  download(key: string): Promise<{ readonly info: ObjectInfo; readonly body: Readable } | undefined>;
  /** False when there is no such source. */
  settle(from: string, to: string): Promise<boolean>;
  discardArrival(key: string): Promise<void>;
}

const formSeconds = 15 * 60;
const partSeconds = 3_600;

/** `client` is for tests; it must not add checksums of its own, because a signed URL would demand them of the sender. */
export function createUploadObjects(name: string, client?: S3Client): UploadObjects {
  const bucket = bucketOf(name, client, { requestChecksumCalculation: 'WHEN_REQUIRED' });
  return {
    async form({ key, sizeBytes, contentType, sha256 }) {
      const { createPresignedPost } = await import('@aws-sdk/s3-presigned-post');
      return createPresignedPost(await bucket.client(), {
        Bucket: name,
        Key: key,
        Expires: formSeconds,
        // Every field is a condition, too: another value, or another field, and S3 refuses the form.
        Fields: {
          'Content-Type': contentType,
          'x-amz-checksum-algorithm': 'SHA256',
          'x-amz-checksum-sha256': toBase64(sha256),
        },
        Conditions: [['content-length-range', sizeBytes, sizeBytes]],
      });
    },
    async beginParts(key, contentType) {
      const { CreateMultipartUploadCommand } = await import('@aws-sdk/client-s3');
      const client = await bucket.client();
      const begun = await client.send(
        new CreateMultipartUploadCommand({ Bucket: name, Key: key, ContentType: contentType }),
      );
      if (begun.UploadId === undefined) throw new Error(`S3 gave no id for the parts of ${key}.`);
      return begun.UploadId;
    },
    async partUrls(key, partsId, partNumbers) {
      const { UploadPartCommand } = await import('@aws-sdk/client-s3');
      const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
      const client = await bucket.client();
      return Promise.all(
        partNumbers.map(async (partNumber) => {
          const command = new UploadPartCommand({ Bucket: name, Key: key, UploadId: partsId, PartNumber: partNumber });
          return { partNumber, url: await getSignedUrl(client, command, { expiresIn: partSeconds }) };
        }),
      );
    },
    async joinParts(key, partsId, parts, sizeBytes) {
      const { CompleteMultipartUploadCommand } = await import('@aws-sdk/client-s3');
      const client = await bucket.client();
      try {
        await client.send(
          new CompleteMultipartUploadCommand({
            Bucket: name,
            Key: key,
            UploadId: partsId,
            IfNoneMatch: '*',
            MpuObjectSize: sizeBytes,
            MultipartUpload: { Parts: parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag })) },
          }),
        );
        return { outcome: 'joined' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    async abandonParts(key, partsId) {
      const { AbortMultipartUploadCommand } = await import('@aws-sdk/client-s3');
      const client = await bucket.client();
      try {
        await client.send(new AbortMultipartUploadCommand({ Bucket: name, Key: key, UploadId: partsId }));
      } catch (error) {
        if (nameOf(error) !== 'NoSuchUpload') throw error;
      }
    },
    lookUp: (key) => headObject(bucket, key),
    download: (key) => getObject(bucket, key),
    settle: (from, to) => copyObject(bucket, from, to),
    discardArrival: (key) => deleteObject(bucket, key),
  };
}

const refusals: ReadonlySet<string> = new Set([
  'InvalidPart',
  'InvalidPartOrder',
  'EntityTooSmall',
  'InvalidRequest',
  'MalformedXML',
]);
const races: ReadonlySet<string> = new Set(['NoSuchUpload', 'PreconditionFailed', 'ConditionalRequestConflict']);

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
function outcomeOf(error: unknown): Joined {
  const name = nameOf(error);
  if (races.has(name)) return { outcome: 'gone' };
  if (!refusals.has(name) || !(error instanceof Error)) throw error;
  return { outcome: 'refused', detail: error.message };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
