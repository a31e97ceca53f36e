import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type ChecksumAlgorithm, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readPayload } from '../../../../local/aws/s3/payload.ts';
import { createBucket, type Started, startS3 } from './start.ts';

let started: Started;
let Bucket: string;

beforeEach(async () => {
  started = await startS3();
  Bucket = await createBucket(started);
});
afterEach(() => started.stop());

const put = (more: object = {}) =>
  started.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'hello', ...more }));
const digest = (name: string, text = 'hello') => createHash(name).update(text).digest('base64');
const head = () => started.client.send(new HeadObjectCommand({ Bucket, Key: 'a', ChecksumMode: 'ENABLED' }));

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
describe('A checksum', () => {
  test.each<[ChecksumAlgorithm, object]>([
    ['CRC32', { ChecksumCRC32: 'NhCmhg==' }],
    ['CRC32C', { ChecksumCRC32C: 'mnG7TA==' }],
    ['SHA1', { ChecksumSHA1: digest('sha1') }],
    ['SHA256', { ChecksumSHA256: digest('sha256') }],
  ])('%s of the SDK is verified, kept and returned on request', async (ChecksumAlgorithm, expected) => {
    expect(await put({ ChecksumAlgorithm })).toMatchObject(expected);
    expect(await head()).toMatchObject({ ...expected, ChecksumType: 'FULL_OBJECT' });
    const found = await started.client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    expect(found).toMatchObject(expected);
    expect(await found.Body?.transformToString()).toBe('hello');
  });

  test('CRC64NVME is what S3 computes when the caller states none', async () => {
    await fetch(`${started.endpoint}/${Bucket}/a`, { method: 'PUT', body: '123456789' });
    expect(await head()).toMatchObject({
      ChecksumCRC64NVME: Buffer.from('ae8b14860a799888', 'hex').toString('base64'),
    });
  });

  test('stays away from a ranged reply, whose bytes it does not describe', async () => {
    await put();
    const found = await started.client.send(new GetObjectCommand({ Bucket, Key: 'a', Range: 'bytes=0-1' }));
    expect(found.ChecksumCRC32).toBeUndefined();
    expect(await found.Body?.transformToString()).toBe('he');
  });

  test.each([
    [{ ChecksumSHA256: digest('sha256', 'other') }, 'The SHA256 you specified did not match the calculated checksum.'],
    [{ ChecksumCRC32: 'AAAAAA==' }, 'The CRC32 you specified did not match the calculated checksum.'],
    [{ ContentMD5: digest('md5', 'other') }, 'The Content-MD5 you specified did not match what we received.'],
  ])('that does not fit (%j) is BadDigest and stores nothing', async (more, message) => {
    await expect(put(more)).rejects.toMatchObject({ name: 'BadDigest', message, $metadata: { httpStatusCode: 400 } });
    await expect(head()).rejects.toMatchObject({ name: 'NotFound' });
  });

  test.each([
    [{ ContentMD5: 'nonsense' }, 'InvalidDigest', 'The Content-MD5 you specified was invalid.'],
    [{ ChecksumSHA256: 'c2hvcnQ=' }, 'InvalidRequest', 'Value for x-amz-checksum-sha256 header is invalid.'],
    [
      { ChecksumSHA256: digest('sha256'), ChecksumSHA1: digest('sha1') },
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    ],
  ])('%j is refused as %s', async (more, name, message) => {
    await expect(put(more)).rejects.toMatchObject({ name, message });
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
describe('A streamed body', () => {
  test('comes in chunks with a trailing checksum, and is kept without them', async () => {
    const pieces = ['one ', 'two ', 'x'.repeat(100_000)];
    await put({
      Body: Readable.from(pieces.map((piece) => Buffer.from(piece))),
      ContentLength: 100_008,
      ContentEncoding: 'gzip',
    });
    const found = await started.client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    expect(found).toMatchObject({ ContentLength: 100_008, ContentEncoding: 'gzip', ChecksumType: 'FULL_OBJECT' });
    expect(found.ChecksumCRC32).toMatch(/^.{6}==$/);
    expect(await found.Body?.transformToString()).toBe(pieces.join(''));
  });

  test('of unknown length is refused, as S3 refuses it', async () => {
    const body = ReadableStream.from([Buffer.from('hello')]);
    const reply = await fetch(`${started.endpoint}/${Bucket}/a`, { method: 'PUT', body, duplex: 'half' });
    expect(reply.status).toBe(411);
    expect(await reply.text()).toContain('<Code>MissingContentLength</Code>');
  });

  const chunked = (body: string, more: object = {}) =>
    readPayload({
      body: Buffer.from(body),
      headers: {
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-trailer': 'x-amz-checksum-crc32',
        'x-amz-decoded-content-length': '5',
        ...more,
      },
    });

  test('with a wrong trailer is BadDigest', () => {
    expect(() => chunked('5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n')).toThrow(
      'The CRC32 you specified',
    );
    expect(chunked('5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n').bytes.toString()).toBe('hello');
  });

  test.each([
    ['an announced trailer is missing', '5\r\nhello\r\n0\r\n\r\n', 'MalformedTrailerError'],
    ['a chunk is shorter than it says', '9\r\nhello\r\n0\r\n\r\n', 'IncompleteBody'],
    ['the last chunk is missing', '5\r\nhello\r\n', 'IncompleteBody'],
    [
      'the length is not the one announced',
      '4\r\nhell\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n',
      'IncompleteBody',
    ],
  ])('is refused when %s', (_, body, code) => {
    expect(() => chunked(body)).toThrow(expect.objectContaining({ code }));
  });

  test('may carry a signature per chunk', () => {
    const signed = '5;chunk-signature=abc\r\nhello\r\n0;chunk-signature=def\r\n\r\n';
    const headers = { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'x-amz-trailer': undefined };
    expect(chunked(signed, headers).bytes.toString()).toBe('hello');
  });
});

test('A body that is not the one that was signed is XAmzContentSHA256Mismatch', async () => {
  const headers = { 'x-amz-content-sha256': createHash('sha256').update('signed').digest('hex') };
  const reply = await fetch(`${started.endpoint}/${Bucket}/a`, { method: 'PUT', body: 'sent', headers });
  expect(reply.status).toBe(400);
  const text = await reply.text();
  expect(text).toContain('<Code>XAmzContentSHA256Mismatch</Code>');
  expect(text).toContain(
    "<Message>The provided 'x-amz-content-sha256' header does not match what was computed.</Message>",
  );
});
