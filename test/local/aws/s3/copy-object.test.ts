import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBucket, type Started, startS3 } from './start.ts';

let started: Started;
let Bucket: string;
let ETag: string | undefined;
const source = 'from/ü +.txt';

beforeEach(async () => {
  started = await startS3();
  Bucket = await createBucket(started);
  ({ ETag } = await started.client.send(
    new PutObjectCommand({
      Bucket,
      Key: source,
      Body: 'hello',
      ContentType: 'text/x',
      Metadata: { a: '1' },
      Tagging: 't=1',
    }),
  ));
});
afterEach(() => started.stop());

const copy = (more: Partial<CopyObjectCommandInput> = {}) =>
  started.client.send(
    new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/${encodeURIComponent(source)}`, ...more }),
  );
const get = (Key = 'to') => started.client.send(new GetObjectCommand({ Bucket, Key }));

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
test('Copies bytes, metadata and tags', async () => {
  const { CopyObjectResult } = await copy();
  expect(CopyObjectResult?.ETag).toBe(ETag);
  const found = await get();
  expect(found).toMatchObject({ ContentType: 'text/x', Metadata: { a: '1' }, ChecksumCRC32: 'NhCmhg==', TagCount: 1 });
  expect(await found.Body?.transformToString()).toBe('hello');
});

test('Replaces metadata and tags on request', async () => {
  await copy({
    MetadataDirective: 'REPLACE',
    TaggingDirective: 'REPLACE',
    Metadata: { b: '2' },
    Tagging: 'u=2',
    ContentType: 'text/y',
  });
  expect(await get()).toMatchObject({ ContentType: 'text/y', Metadata: { b: '2' } });
  const { TagSet } = await started.client.send(new GetObjectTaggingCommand({ Bucket, Key: 'to' }));
  expect(TagSet).toEqual([{ Key: 'u', Value: '2' }]);
});

test('Onto itself needs a change', async () => {
  await expect(copy({ Key: source })).rejects.toMatchObject({ name: 'InvalidRequest' });
  await copy({ Key: source, MetadataDirective: 'REPLACE', Metadata: { c: '3' } });
  expect((await get(source)).Metadata).toEqual({ c: '3' });
});

test('Needs a source', async () => {
  await expect(copy({ CopySource: `${Bucket}/nothing` })).rejects.toMatchObject({ name: 'NoSuchKey' });
  await expect(copy({ CopySource: 'nowhere/a' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
  await expect(copy({ CopySource: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidArgument' });
});

test('Looks at the source before it copies', async () => {
  await expect(copy({ CopySourceIfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(copy({ CopySourceIfNoneMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await copy({ CopySourceIfMatch: ETag });
});

test('Does not overwrite with If-None-Match', async () => {
  await copy({ IfNoneMatch: '*' });
  await expect(copy({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
});

test('Computes the checksum that is asked for', async () => {
  await copy({ ChecksumAlgorithm: 'SHA256' });
  expect(await get()).toMatchObject({ ChecksumSHA256: 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=' });
});
