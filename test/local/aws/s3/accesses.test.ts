import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBucket, type Started, startS3 } from './start.ts';

let started: Started;
let Bucket: string;
const Key = 'a/b';
const object = 'arn:aws:s3:::bucket/a/b';
const keyArn = 'arn:aws:kms:eu-central-1:000000000000:key/k';

beforeEach(async () => {
  started = await startS3();
  Bucket = await createBucket(started);
  await started.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
});
afterEach(() => started.stop());

const actions = async (work: () => Promise<unknown>) => {
  const found = await started.accesses(work);
  return found.map(({ action, resource }) => `${action} ${resource}`);
};

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
describe('What IAM is asked', () => {
  const tagging = { Bucket, Key, Tagging: { TagSet: [] } };

  test.each<[string, () => Promise<unknown>, string[]]>([
    ['GetObject', () => started.client.send(new GetObjectCommand({ Bucket, Key })), [`s3:GetObject ${object}`]],
    ['HeadObject', () => started.client.send(new HeadObjectCommand({ Bucket, Key })), [`s3:GetObject ${object}`]],
    [
      'GetObject of a version',
      () => started.client.send(new GetObjectCommand({ Bucket, Key, VersionId: 'null' })),
      [`s3:GetObjectVersion ${object}`],
    ],
    [
      'PutObject',
      () => started.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' })),
      [`s3:PutObject ${object}`],
    ],
    [
      'PutObject with tags',
      () => started.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', Tagging: 'a=1' })),
      [`s3:PutObject ${object}`, `s3:PutObjectTagging ${object}`],
    ],
    [
      'DeleteObject',
      () => started.client.send(new DeleteObjectCommand({ Bucket, Key })),
      [`s3:DeleteObject ${object}`],
    ],
    [
      'DeleteObjects',
      () => started.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }, { Key: 'c' }] } })),
      [`s3:DeleteObject ${object}`, 's3:DeleteObject arn:aws:s3:::bucket/c'],
    ],
    [
      'CopyObject',
      () => started.client.send(new CopyObjectCommand({ Bucket, Key: 'c', CopySource: `${Bucket}/${Key}` })),
      [`s3:GetObject ${object}`, 's3:PutObject arn:aws:s3:::bucket/c'],
    ],
    ['HeadBucket', () => started.client.send(new HeadBucketCommand({ Bucket })), ['s3:ListBucket arn:aws:s3:::bucket']],
    ['ListBuckets', () => started.client.send(new ListBucketsCommand({})), ['s3:ListAllMyBuckets *']],
    [
      'GetObjectTagging',
      () => started.client.send(new GetObjectTaggingCommand({ Bucket, Key })),
      [`s3:GetObjectTagging ${object}`],
    ],
    [
      'PutObjectTagging',
      () => started.client.send(new PutObjectTaggingCommand({ ...tagging, Bucket })),
      [`s3:PutObjectTagging ${object}`],
    ],
    [
      'PutBucketCors',
      () => started.client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [] } })),
      ['s3:PutBucketCORS arn:aws:s3:::bucket'],
    ],
  ])('for %s', async (_, work, expected) => {
    expect(await actions(work)).toEqual(expected);
  });

  test('for a conditional write that compares is also a read', async () => {
    const { ETag } = await started.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    expect(
      await actions(() => started.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', IfMatch: ETag }))),
    ).toContain(`s3:GetObject ${object}`);
    expect(await actions(() => started.client.send(new DeleteObjectCommand({ Bucket, Key, IfMatch: ETag })))).toContain(
      `s3:GetObject ${object}`,
    );
  });

  test('for a list says prefix and delimiter, which policies may limit', async () => {
    const list = () => started.client.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/', Delimiter: '/' }));
    expect(await started.accesses(list)).toEqual([
      { action: 's3:ListBucket', resource: 'arn:aws:s3:::bucket', context: { 's3:prefix': 'a/', 's3:delimiter': '/' } },
    ]);
  });

  test('for a browser upload is the key of the form; for a preflight nothing', async () => {
    const { url, fields } = await createPresignedPost(started.client, { Bucket, Key });
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob(['x']));
    expect(await actions(() => fetch(url, { method: 'POST', body: form }))).toEqual([`s3:PutObject ${object}`]);
    expect(await actions(() => fetch(url, { method: 'OPTIONS', headers: { origin: 'https://a' } }))).toEqual([]);
  });

  test('for multipart uploads', async () => {
    const { client } = started;
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    expect(await actions(() => client.send(new ListPartsCommand({ Bucket, Key, UploadId })))).toEqual([
      `s3:ListMultipartUploadParts ${object}`,
    ]);
    expect(await actions(() => client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })))).toEqual([
      `s3:AbortMultipartUpload ${object}`,
    ]);
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
describe('With a KMS key', () => {
  beforeEach(async () => {
    const Rules = [
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: keyArn } },
    ];
    await started.client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
  });
  const decrypt = `kms:Decrypt ${keyArn}`;
  const generate = `kms:GenerateDataKey ${keyArn}`;

  test('a write generates a data key and a read decrypts', async () => {
    const put = () => started.client.send(new PutObjectCommand({ Bucket, Key: 'c', Body: 'x' }));
    expect(await actions(put)).toEqual(['s3:PutObject arn:aws:s3:::bucket/c', generate]);
    const get = (name: string) => () => started.client.send(new GetObjectCommand({ Bucket, Key: name }));
    expect(await actions(get('c'))).toEqual(['s3:GetObject arn:aws:s3:::bucket/c', decrypt]);
    expect(await actions(get(Key))).toEqual([`s3:GetObject ${object}`]);
  });

  test('the replies name the key, and the ETag is not the MD5', async () => {
    const reply = await started.client.send(new PutObjectCommand({ Bucket, Key, Body: 'hello' }));
    expect(reply).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn });
    expect(reply.ETag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(reply.ETag).not.toBe('"5d41402abc4b2a76b9719d911017c592"');
  });

  test('a request may choose AES256 or another key', async () => {
    const put = (more: object) => () => started.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more }));
    expect(await actions(put({ ServerSideEncryption: 'AES256' }))).toEqual([`s3:PutObject ${object}`]);
    const other = await actions(put({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'other' }));
    expect(other).toContain('kms:GenerateDataKey arn:aws:kms:eu-central-1:000000000000:key/other');
  });

  test('a multipart upload does both, in every step', async () => {
    const { client } = started;
    const expected = [`s3:PutObject ${object}`, decrypt, generate];
    expect(await actions(() => client.send(new CreateMultipartUploadCommand({ Bucket, Key })))).toEqual(expected);
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const part = { Bucket, Key, UploadId, PartNumber: 1 };
    expect(await actions(() => client.send(new UploadPartCommand({ ...part, Body: 'x' })))).toEqual(expected);
    const { ETag, ChecksumCRC32 } = await client.send(new UploadPartCommand({ ...part, Body: 'x' }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag, ChecksumCRC32 }] };
    const complete = () => client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
    expect(await actions(complete)).toEqual(expected);
  });

  test('an alias is refused, because no policy names it', async () => {
    const put = started.client.send(
      new PutObjectCommand({ Bucket, Key, Body: 'x', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/mine' }),
    );
    await expect(put).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});
