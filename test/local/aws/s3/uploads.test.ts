import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBucket, type Started, startS3 } from './start.ts';

const MiB = 1024 ** 2;
const first = Buffer.alloc(5 * MiB, 'a');
const second = Buffer.alloc(1000, 'b');

let started: Started;
let Bucket: string;
const Key = 'big/file';

beforeEach(async () => {
  started = await startS3();
  Bucket = await createBucket(started);
});
afterEach(() => started.stop());

async function create(more: object = {}): Promise<string> {
  const { UploadId } = await started.client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  if (UploadId === undefined) throw new Error('no upload id');
  return UploadId;
}

async function upload(UploadId: string, PartNumber: number, Body: Buffer): Promise<CompletedPart> {
  const { $metadata: _, ...part } = await started.client.send(
    new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
  );
  return { ...part, PartNumber };
}

const complete = (UploadId: string, Parts: CompletedPart[], more: Partial<CompleteMultipartUploadCommandInput> = {}) =>
  started.client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }),
  );

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();
const files = () => readdirSync(join(started.stateDirectory, 'blobs')).length;

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
describe('A multipart upload', () => {
  test('makes one object of its parts, whose ETag says how many they were', async () => {
    const UploadId = await create({ ContentType: 'text/x', Metadata: { a: '1' } });
    const parts = [await upload(UploadId, 1, first), await upload(UploadId, 2, second)];
    const { ETag } = await complete(UploadId, parts);
    expect(ETag).toBe(`"${md5(Buffer.concat([md5(first), md5(second)])).toString('hex')}-2"`);
    const found = await started.client.send(new GetObjectCommand({ Bucket, Key }));
    expect(found).toMatchObject({
      ContentType: 'text/x',
      Metadata: { a: '1' },
      ContentLength: first.length + second.length,
    });
    expect(md5(Buffer.from((await found.Body?.transformToByteArray()) ?? []))).toEqual(
      md5(Buffer.concat([first, second])),
    );
    expect(files()).toBe(1);
  });

  test('is invisible until completed and survives a restart', async () => {
    const UploadId = await create();
    const part = await upload(UploadId, 7, second);
    await expect(started.client.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    await started.restart();
    await complete(UploadId, [part]);
    expect(await started.client.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({ ContentLength: 1000 });
  });

  test('lists its parts, the last of each number', async () => {
    const UploadId = await create();
    await upload(UploadId, 1, first);
    await upload(UploadId, 1, second);
    await upload(UploadId, 3, second);
    const page = await started.client.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 1 }));
    expect(page).toMatchObject({
      IsTruncated: true,
      NextPartNumberMarker: '1',
      Parts: [{ PartNumber: 1, Size: 1000 }],
    });
    const rest = await started.client.send(new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker: '1' }));
    expect(rest).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 3 }] });
    expect(files()).toBe(2);
  });

  test('can be completed once', async () => {
    const UploadId = await create();
    const part = await upload(UploadId, 1, second);
    const outcomes = await Promise.allSettled([complete(UploadId, [part]), complete(UploadId, [part])]);
    const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.name] : []));
    expect(reasons).toEqual(['NoSuchUpload']);
    expect(files()).toBe(1);
  });

  test('leaves nothing when aborted', async () => {
    const UploadId = await create();
    const part = await upload(UploadId, 1, second);
    await started.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    expect(files()).toBe(0);
    await expect(complete(UploadId, [part])).rejects.toMatchObject({
      name: 'NoSuchUpload',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(upload(UploadId, 2, second)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
describe('Completing refuses', () => {
  test('a part below 5 MiB that is not the last', async () => {
    const UploadId = await create();
    const parts = [await upload(UploadId, 1, second), await upload(UploadId, 2, second)];
    await expect(complete(UploadId, parts)).rejects.toMatchObject({
      name: 'EntityTooSmall',
      message: 'Your proposed upload is smaller than the minimum allowed size',
      PartNumber: '1',
    });
  });

  test('parts out of order, unknown, or with another ETag', async () => {
    const UploadId = await create();
    const [one, two] = [await upload(UploadId, 1, first), await upload(UploadId, 2, second)];
    await expect(complete(UploadId, [two, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete(UploadId, [one, { ...two, PartNumber: 3 }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete(UploadId, [one, { ...two, ETag: '"other"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete(UploadId, [])).rejects.toMatchObject({ name: 'MalformedXML' });
    await complete(UploadId, [one, two]);
  });

  test('part numbers beyond 10,000', async () => {
    const UploadId = await create();
    await expect(upload(UploadId, 10_001, second)).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: 'Part number must be an integer between 1 and 10000, inclusive',
    });
  });

  test('to overwrite with If-None-Match, and two at once make one object', async () => {
    const uploads = [await create(), await create()];
    const parts = await Promise.all(uploads.map((UploadId) => upload(UploadId, 1, second)));
    const outcomes = await Promise.allSettled(
      uploads.map((UploadId, index) => complete(UploadId, parts.slice(index, index + 1), { IfNoneMatch: '*' })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await started.client.send(new PutObjectCommand({ Bucket, Key: 'other', Body: 'x' }));
    const late = await create();
    await expect(complete(late, [await upload(late, 1, second)], { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html#Full-object-checksums
describe('The checksum of a multipart object', () => {
  test('is composite with SHA256, and then every part must be named with its own', async () => {
    const UploadId = await create({ ChecksumAlgorithm: 'SHA256' });
    const parts: CompletedPart[] = [];
    for (const [index, Body] of [first, second].entries()) {
      const { ETag, ChecksumSHA256 } = await started.client.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: index + 1, Body, ChecksumAlgorithm: 'SHA256' }),
      );
      parts.push({ PartNumber: index + 1, ETag, ChecksumSHA256 });
    }
    await expect(
      complete(
        UploadId,
        parts.map(({ ChecksumSHA256: _, ...part }) => part),
      ),
    ).rejects.toMatchObject({
      name: 'InvalidRequest',
      message:
        'The upload was created using a sha256 checksum. The complete request must include the checksum for each part. It was missing for part 1 in the request.',
    });
    const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest();
    const expected = `${sha(Buffer.concat([sha(first), sha(second)])).toString('base64')}-2`;
    expect(await complete(UploadId, parts)).toMatchObject({ ChecksumSHA256: expected, ChecksumType: 'COMPOSITE' });
  });

  test('is of the full object when asked for, and checked', async () => {
    const kind: object = { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' };
    const UploadId = await create(kind);
    const parts = [await upload(UploadId, 1, first), await upload(UploadId, 2, second)];
    await expect(
      complete(UploadId, parts, { ChecksumCRC32: 'AAAAAA==', ChecksumType: 'FULL_OBJECT' }),
    ).rejects.toMatchObject({ name: 'BadDigest' });
    const { ChecksumCRC32 } = await complete(UploadId, parts);
    await started.client.send(new PutObjectCommand({ Bucket, Key: 'whole', Body: Buffer.concat([first, second]) }));
    const whole = await started.client.send(new HeadObjectCommand({ Bucket, Key: 'whole', ChecksumMode: 'ENABLED' }));
    expect(ChecksumCRC32).toBe(whole.ChecksumCRC32);
  });

  test('takes no parts with another algorithm', async () => {
    const UploadId = await create({ ChecksumAlgorithm: 'SHA256' });
    await expect(upload(UploadId, 1, second)).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: 'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32',
    });
  });
});
