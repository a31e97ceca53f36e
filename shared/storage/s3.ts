import type { S3Client } from '@aws-sdk/client-s3';
import { bucketOf } from './s3-bucket.ts';
import { getObject, headObject, listObjects, presignDownload } from './s3-read.ts';
import { copyObject, deleteObject, putObject } from './s3-write.ts';
import type { LinkingStorage } from './storage.ts';

// One by one, too: a function that only puts needs no permission but that, and its bundle shows it.
export { type Bucket, bucketOf, toBase64 } from './s3-bucket.ts';
export { getObject, headObject, listObjects, presignDownload } from './s3-read.ts';
export { copyObject, deleteObject, deleteObjects, maxDeletions, putObject } from './s3-write.ts';

/** The objects of one bucket; `client` is for tests. */
export function createS3Storage(bucketName: string, client?: S3Client): LinkingStorage {
  const bucket = bucketOf(bucketName, client);
  return {
    put: (key, body, options) => putObject(bucket, key, body, options),
    get: (key) => getObject(bucket, key),
    head: (key) => headObject(bucket, key),
    delete: (key) => deleteObject(bucket, key),
    list: (prefix) => listObjects(bucket, prefix),
    copy: (from, to, options) => copyObject(bucket, from, to, options),
    downloadUrl: (key, options) => presignDownload(bucket, key, options),
  };
}
