import { deleteSetting, getSetting, putSetting, settings } from './bucket-settings.ts';
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from './buckets.ts';
import { completeMultipartUpload } from './complete-upload.ts';
import { copyObject } from './copy-object.ts';
import { preflight } from './cors.ts';
import { createMultipartUpload } from './create-upload.ts';
import { deleteObject, deleteObjects } from './delete-object.ts';
import { getObject, headObject } from './get-object.ts';
import { listObjectsV2 } from './list-objects.ts';
import { listObjectVersions } from './list-versions.ts';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './object-tagging.ts';
import type { Operation } from './operation.ts';
import { postObject } from './post-object.ts';
import { putObject } from './put-object.ts';
import type { OperationName } from './routes.ts';
import { uploadPart } from './upload-part.ts';
import { abortMultipartUpload, listParts } from './uploads.ts';

/** A browser asks without credentials, and learns nothing but what the bucket's CORS rules say. */
const preflightOperation: Operation = {
  accesses: () => [],
  run({ storage, bucket, request }) {
    storage.buckets.require(bucket);
    return preflight(storage.buckets.get(bucket, 'cors'), request);
  },
};

export const operations: Readonly<Record<OperationName, Operation>> = {
  ListBuckets: listBuckets,
  CreateBucket: createBucket,
  HeadBucket: headBucket,
  DeleteBucket: deleteBucket,
  GetBucketLocation: getBucketLocation,
  PutBucketEncryption: putSetting(settings.encryption),
  GetBucketEncryption: getSetting(settings.encryption),
  DeleteBucketEncryption: deleteSetting(settings.encryption),
  PutPublicAccessBlock: putSetting(settings.publicAccessBlock),
  GetPublicAccessBlock: getSetting(settings.publicAccessBlock),
  DeletePublicAccessBlock: deleteSetting(settings.publicAccessBlock),
  PutBucketVersioning: putSetting(settings.versioning),
  GetBucketVersioning: getSetting(settings.versioning),
  PutBucketCors: putSetting(settings.cors),
  GetBucketCors: getSetting(settings.cors),
  DeleteBucketCors: deleteSetting(settings.cors),
  PutBucketLifecycleConfiguration: putSetting(settings.lifecycle, ({ expiry }) => expiry.sweep()),
  GetBucketLifecycleConfiguration: getSetting(settings.lifecycle),
  DeleteBucketLifecycle: deleteSetting(settings.lifecycle),
  PutBucketPolicy: putSetting(settings.policy),
  GetBucketPolicy: getSetting(settings.policy),
  DeleteBucketPolicy: deleteSetting(settings.policy),
  PutBucketOwnershipControls: putSetting(settings.ownershipControls),
  GetBucketOwnershipControls: getSetting(settings.ownershipControls),
  DeleteBucketOwnershipControls: deleteSetting(settings.ownershipControls),
  PutBucketNotificationConfiguration: putSetting(settings.notification),
  GetBucketNotificationConfiguration: getSetting(settings.notification),
  PutBucketTagging: putSetting(settings.tagging),
  GetBucketTagging: getSetting(settings.tagging),
  DeleteBucketTagging: deleteSetting(settings.tagging),
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listObjectVersions,
  PutObject: putObject,
  PostObject: postObject,
  CopyObject: copyObject,
  GetObject: getObject,
  HeadObject: headObject,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  PutObjectTagging: putObjectTagging,
  GetObjectTagging: getObjectTagging,
  DeleteObjectTagging: deleteObjectTagging,
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
  ListParts: listParts,
  Preflight: preflightOperation,
};
