import { z } from 'zod';
import { account } from '../service.ts';
import { defaultEncryptionDocument } from './encryption.ts';
import { notImplemented, S3Error } from './errors.ts';
import { header } from './header.ts';
import { isoTime } from './object-headers.ts';
import { type Operation, onBucket, xmlReply } from './operation.ts';
import { parseXml } from './parse-xml.ts';
import { readPayload } from './payload.ts';
import { renderXml, s3Namespace } from './render-xml.ts';

/** What a bucket is born with: https://docs.aws.amazon.com/AmazonS3/latest/userguide/creating-bucket.html */
const bornWith = {
  encryption: defaultEncryptionDocument,
  publicAccessBlock: renderXml(
    'PublicAccessBlockConfiguration',
    { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
    s3Namespace,
  ),
  ownershipControls: renderXml('OwnershipControls', { Rule: { ObjectOwnership: 'BucketOwnerEnforced' } }, s3Namespace),
};

const Configuration = z.object({ LocationConstraint: z.string().optional() });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const createBucket: Operation = {
  accesses: onBucket('s3:CreateBucket'),
  run({ storage, bucket, request }) {
    const ownership = header(request.headers, 'x-amz-object-ownership') ?? 'BucketOwnerEnforced';
    if (ownership !== 'BucketOwnerEnforced') throw notImplemented(`Object ownership ${ownership}`);
    const { bytes } = readPayload(request);
    requireRegion(
      bytes.length === 0 ? undefined : parseXml(bytes, 'CreateBucketConfiguration', Configuration).LocationConstraint,
    );
    storage.buckets.create(bucket, bornWith);
    return { status: 200, headers: { location: `/${bucket}` } };
  },
};

export const headBucket: Operation = {
  accesses: onBucket('s3:ListBucket'),
  run({ storage, bucket }) {
    storage.buckets.require(bucket);
    return { status: 200, headers: { 'x-amz-bucket-region': account.region } };
  },
};

/** Versions and delete markers count as content; uploads in progress go with the bucket. */
export const deleteBucket: Operation = {
  accesses: onBucket('s3:DeleteBucket'),
  async run({ storage, bucket }) {
    await storage.commit(() => {
      storage.buckets.require(bucket);
      if (!storage.objects.isEmpty(bucket)) {
        throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, { BucketName: bucket });
      }
      const unused = storage.uploads
        .startedBefore(bucket, Number.MAX_SAFE_INTEGER)
        .flatMap((upload) => storage.uploads.remove(upload.id));
      storage.buckets.remove(bucket);
      return { result: undefined, unused };
    });
    return { status: 204 };
  },
};

export const listBuckets: Operation = {
  accesses: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],
  run({ storage }) {
    const Bucket = storage.buckets.list().map(({ name, createdAt }) => ({
      Name: name,
      CreationDate: isoTime(createdAt),
      BucketRegion: account.region,
    }));
    return xmlReply('ListAllMyBucketsResult', { Owner: { ID: account.id }, Buckets: { Bucket } });
  },
};

export const getBucketLocation: Operation = {
  accesses: onBucket('s3:GetBucketLocation'),
  run({ storage, bucket }) {
    storage.buckets.require(bucket);
    return xmlReply('LocationConstraint', account.region);
  },
};

function requireRegion(constraint: string | undefined): void {
  if (constraint === account.region) return;
  const message = `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`;
  throw new S3Error('IllegalLocationConstraintException', message, 400);
}
