import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBucket, type Started, startS3 } from './start.ts';

let started: Started;
let Bucket: string;
let ETag: string | undefined;

beforeEach(async () => {
  started = await startS3();
  Bucket = await createBucket(started);
  ({ ETag } = await started.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '0123456789' })));
});
afterEach(() => started.stop());

const get = (more: object = {}) => started.client.send(new GetObjectCommand({ Bucket, Key: 'a', ...more }));
const head = (more: object = {}) => started.client.send(new HeadObjectCommand({ Bucket, Key: 'a', ...more }));

test('A key that is not there is NoSuchKey to GET and NotFound to HEAD', async () => {
  await expect(get({ Key: 'b' })).rejects.toMatchObject({
    name: 'NoSuchKey',
    message: 'The specified key does not exist.',
    Key: 'b',
  });
  await expect(head({ Key: 'b' })).rejects.toMatchObject({ name: 'NotFound', $metadata: { httpStatusCode: 404 } });
});

test('HEAD says the same as GET, without the bytes', async () => {
  expect(await head()).toMatchObject({
    ContentLength: 10,
    ETag,
    ContentType: 'application/octet-stream',
    AcceptRanges: 'bytes',
  });
});

test('An empty object has no bytes', async () => {
  await started.client.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: '' }));
  expect(await (await get({ Key: 'empty' })).Body?.transformToString()).toBe('');
});

test('The response-* parameters override headers', async () => {
  const ResponseExpires = new Date('2030-01-01T00:00:00Z');
  const found = await get({
    ResponseContentType: 'text/x',
    ResponseContentDisposition: 'attachment; filename="ü.txt"',
    ResponseCacheControl: 'no-store',
    ResponseExpires,
  });
  expect(found).toMatchObject({
    ContentType: 'text/x',
    CacheControl: 'no-store',
    ExpiresString: ResponseExpires.toUTCString(),
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html, "Range"
describe('A range', () => {
  test.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
  ])('%s is %s', async (Range, text, ContentRange) => {
    const found = await get({ Range });
    expect(found).toMatchObject({ ContentRange, ContentLength: text.length, $metadata: { httpStatusCode: 206 } });
    expect(await found.Body?.transformToString()).toBe(text);
  });

  test.each(['bytes=1-2,4-5', 'bytes=5-2', 'lines=1-2'])('%s counts as none', async (Range) => {
    expect(await get({ Range })).toMatchObject({ ContentLength: 10, $metadata: { httpStatusCode: 200 } });
  });

  test.each(['bytes=10-', 'bytes=-0'])('%s is outside', async (Range) => {
    await expect(get({ Range })).rejects.toMatchObject({
      name: 'InvalidRange',
      message: 'The requested range is not satisfiable',
      ActualObjectSize: '10',
      $metadata: { httpStatusCode: 416 },
    });
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html
describe('A conditional read', () => {
  const notModified = { $metadata: { httpStatusCode: 304 } };
  const failed = { name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } };
  const at = (seconds: number) => new Date(started.clock.now() + seconds * 1000);

  test('with If-None-Match is 304 for the ETag that it names', async () => {
    await expect(get({ IfNoneMatch: ETag })).rejects.toMatchObject(notModified);
    expect(await get({ IfNoneMatch: '"other"' })).toMatchObject({ ETag });
  });

  test('with If-Match is 412 for another ETag', async () => {
    await expect(get({ IfMatch: '"other"' })).rejects.toMatchObject(failed);
    expect(await get({ IfMatch: ETag })).toMatchObject({ ETag });
  });

  test('with If-Modified-Since is 304 when nothing changed', async () => {
    await expect(get({ IfModifiedSince: at(0) })).rejects.toMatchObject(notModified);
    expect(await get({ IfModifiedSince: at(-1) })).toMatchObject({ ETag });
  });

  test('with If-Unmodified-Since is 412 when something changed', async () => {
    await expect(get({ IfUnmodifiedSince: at(-1) })).rejects.toMatchObject(failed);
    expect(await get({ IfUnmodifiedSince: at(0) })).toMatchObject({ ETag });
  });

  test('gives If-Match and If-None-Match precedence over dates', async () => {
    expect(await get({ IfMatch: ETag, IfUnmodifiedSince: at(-1) })).toMatchObject({ ETag });
    await expect(get({ IfNoneMatch: ETag, IfModifiedSince: at(-1) })).rejects.toMatchObject(notModified);
  });
});

test('A read under way is not disturbed by a delete', async () => {
  const Body = Buffer.alloc(4 * 1024 * 1024, 'x');
  await started.client.send(new PutObjectCommand({ Bucket, Key: 'big', Body }));
  const reads = Array.from({ length: 4 }, () => get({ Key: 'big' }));
  const [, ...found] = await Promise.all(
    [started.client.send(new DeleteObjectCommand({ Bucket, Key: 'big' })), ...reads].map((one) =>
      one.catch((error) => error.name),
    ),
  );
  for (const one of found) {
    if (one !== 'NoSuchKey') expect((await one.Body.transformToByteArray()).length).toBe(Body.length);
  }
});

test('GET of one part is refused loudly', async () => {
  await expect(get({ PartNumber: 1 })).rejects.toMatchObject({
    name: 'NotImplemented',
    message: 'GET object ?partNumber is not supported by the local S3.',
  });
});
