import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBucket, type Started, startS3 } from './start.ts';

let started: Started;
let Bucket: string;

beforeEach(async () => {
  started = await startS3();
  Bucket = await createBucket(started);
});
afterEach(() => started.stop());

const put = (Key: string, more: object = {}) =>
  started.client.send(new PutObjectCommand({ Bucket, Key, Body: 'hello', ...more }));
const get = async (Key: string) => {
  const found = await started.client.send(new GetObjectCommand({ Bucket, Key }));
  return await found.Body?.transformToString();
};

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
describe('PutObject', () => {
  test('keeps bytes, type, disposition, encoding, cache control and metadata', async () => {
    const Body = Buffer.from([0, 255, 1, 254]);
    const attributes = {
      ContentType: 'application/gzip',
      ContentDisposition: 'attachment; filename="a.gz"',
      ContentEncoding: 'gzip',
      ContentLanguage: 'de',
      CacheControl: 'max-age=60',
      Metadata: { tenant: 'org_1', empty: '' },
    };
    await put('a', { Body, ...attributes });
    const found = await started.client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    expect(found).toMatchObject({ ...attributes, ContentLength: 4, ServerSideEncryption: 'AES256' });
    expect(Buffer.from((await found.Body?.transformToByteArray()) ?? [])).toEqual(Body);
  });

  test('replies with the MD5 as ETag and the date as the clock has it', async () => {
    const { ETag } = await put('a');
    expect(ETag).toBe(`"${createHash('md5').update('hello').digest('hex')}"`);
    const { LastModified } = await started.client.send(new HeadObjectCommand({ Bucket, Key: 'a' }));
    expect(LastModified?.getTime()).toBe(started.clock.now());
  });

  test('replaces an object and leaves one file', async () => {
    await put('a');
    await put('a', { Body: 'again' });
    expect(await get('a')).toBe('again');
    expect(readdirSync(join(started.stateDirectory, 'blobs'))).toHaveLength(1);
  });

  test('needs a bucket', async () => {
    await expect(put('a', { Bucket: 'nowhere' })).rejects.toMatchObject({
      name: 'NoSuchBucket',
      message: 'The specified bucket does not exist',
      $metadata: { httpStatusCode: 404 },
    });
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
  test.each([
    '../../etc/passwd',
    'a/../b',
    '/leading//double/',
    'ü ñ 漢字 🦊',
    "a+b&c=d?e#f%2F'(x)!*",
    '\u0001 & < > "',
    '.',
    'k'.repeat(1024),
  ])('takes %j as just a key', async (Key) => {
    await put(Key);
    expect(await get(Key)).toBe('hello');
    const { Contents } = await started.client.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
    expect(Contents?.map((object) => decodeURIComponent(object.Key ?? ''))).toEqual([Key]);
  });

  test('refuses a key of more than 1,024 bytes', async () => {
    await expect(put('ü'.repeat(513))).rejects.toMatchObject({
      name: 'KeyTooLongError',
      message: 'Your key is too long',
    });
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata
  test('refuses more than 2 KB of metadata', async () => {
    await expect(put('a', { Metadata: { big: 'x'.repeat(2048) } })).rejects.toMatchObject({ name: 'MetadataTooLarge' });
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
  test('has no ACLs', async () => {
    await expect(put('a', { ACL: 'public-read' })).rejects.toMatchObject({
      name: 'AccessControlListNotSupported',
      message: 'The bucket does not allow ACLs',
    });
  });

  test.each([
    [{ StorageClass: 'GLACIER' }, 'The storage class GLACIER is not supported by the local S3.'],
    [{ ObjectLockLegalHoldStatus: 'ON' }, 'The header x-amz-object-lock-legal-hold is not supported by the local S3.'],
    [
      { ServerSideEncryption: 'aws:kms:dsse' },
      'Server-side encryption with aws:kms:dsse is not supported by the local S3.',
    ],
  ])('refuses %j loudly', async (more, message) => {
    await expect(put('a', more)).rejects.toMatchObject({
      name: 'NotImplemented',
      message,
      $metadata: { httpStatusCode: 501 },
    });
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
describe('A conditional write', () => {
  const failed = {
    name: 'PreconditionFailed',
    message: 'At least one of the pre-conditions you specified did not hold',
    $metadata: { httpStatusCode: 412 },
  };

  test('with If-None-Match: * creates and never overwrites', async () => {
    await put('a', { IfNoneMatch: '*' });
    await expect(put('a', { IfNoneMatch: '*', Body: 'other' })).rejects.toMatchObject(failed);
    expect(await get('a')).toBe('hello');
  });

  test('of several at once succeeds exactly once', async () => {
    const Body = Buffer.alloc(64 * 1024, 'x');
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => put('a', { IfNoneMatch: '*', Body })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.name] : []));
    expect(new Set(reasons)).toEqual(new Set(['PreconditionFailed']));
  });

  test('with If-Match replaces what it names only', async () => {
    const { ETag } = await put('a');
    await put('a', { IfMatch: ETag, Body: 'second' });
    await expect(put('a', { IfMatch: ETag, Body: 'third' })).rejects.toMatchObject(failed);
    expect(await get('a')).toBe('second');
  });

  test('with If-Match of an object that is not there is NoSuchKey', async () => {
    await expect(put('a', { IfMatch: '"abc"' })).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('with If-None-Match of an ETag is not implemented, as on AWS', async () => {
    await expect(put('a', { IfNoneMatch: '"abc"' })).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});
