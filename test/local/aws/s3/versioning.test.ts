import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBucket, type Started, startS3 } from './start.ts';

let started: Started;
let Bucket: string;

const setVersioning = (Status: 'Enabled' | 'Suspended') =>
  started.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));

beforeEach(async () => {
  started = await startS3();
  Bucket = await createBucket(started);
});
afterEach(() => started.stop());

const put = (Body: string, Key = 'a') => started.client.send(new PutObjectCommand({ Bucket, Key, Body }));
const remove = (VersionId?: string) => started.client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId }));
const read = async (VersionId?: string) => {
  const found = await started.client.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId }));
  return { text: await found.Body?.transformToString(), VersionId: found.VersionId };
};
const versions = (more: object = {}) => started.client.send(new ListObjectVersionsCommand({ Bucket, ...more }));

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html
describe('A versioned bucket', () => {
  beforeEach(() => setVersioning('Enabled'));

  test('keeps every version', async () => {
    const one = await put('one');
    const two = await put('two');
    expect(one.VersionId).not.toBe(two.VersionId);
    expect(await read()).toEqual({ text: 'two', VersionId: two.VersionId });
    expect(await read(one.VersionId)).toEqual({ text: 'one', VersionId: one.VersionId });
  });

  test('hides a deleted object behind a marker, and shows it again without', async () => {
    const one = await put('one');
    const marker = await remove();
    expect(marker).toMatchObject({ DeleteMarker: true, VersionId: expect.any(String) });
    await expect(read()).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(read(marker.VersionId)).rejects.toMatchObject({
      name: 'MethodNotAllowed',
      $metadata: { httpStatusCode: 405 },
    });
    const { Contents } = await started.client.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents).toBeUndefined();
    expect(await remove(marker.VersionId)).toMatchObject({ DeleteMarker: true });
    expect(await read()).toEqual({ text: 'one', VersionId: one.VersionId });
  });

  test('makes the version before current when the current one is deleted', async () => {
    await put('zero');
    const one = await put('one');
    const two = await put('two');
    await remove(two.VersionId);
    expect(await read()).toEqual({ text: 'one', VersionId: one.VersionId });
    await expect(read(two.VersionId)).rejects.toMatchObject({
      name: 'NoSuchVersion',
      message: 'The specified version does not exist.',
    });
  });

  test('lists versions and markers, newest first, page by page', async () => {
    const one = await put('one');
    const two = await put('two');
    const marker = await remove();
    await put('other', 'b');
    const all = await versions();
    expect(all.Versions?.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest])).toEqual([
      ['a', two.VersionId, false],
      ['a', one.VersionId, false],
      ['b', expect.any(String), true],
    ]);
    expect(all.DeleteMarkers).toMatchObject([{ Key: 'a', VersionId: marker.VersionId, IsLatest: true }]);
    const page = await versions({ MaxKeys: 2 });
    expect(page).toMatchObject({ IsTruncated: true, NextKeyMarker: 'a', NextVersionIdMarker: two.VersionId });
    const rest = await versions({ KeyMarker: 'a', VersionIdMarker: two.VersionId });
    expect(rest.Versions?.map(({ VersionId }) => VersionId)).toEqual([one.VersionId, expect.any(String)]);
  });

  test('can be emptied page by page, and only then be deleted', async () => {
    for (const text of ['1', '2', '3']) await put(text);
    await remove();
    let marker: object = {};
    for (;;) {
      const page = await versions({ MaxKeys: 2, ...marker });
      for (const { VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) await remove(VersionId);
      if (!page.IsTruncated) break;
      await expect(started.client.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
        name: 'BucketNotEmpty',
      });
      marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    await started.client.send(new DeleteBucketCommand({ Bucket }));
  });
});

test('What was written before versioning is version null, and stays', async () => {
  expect((await put('before')).VersionId).toBeUndefined();
  await setVersioning('Enabled');
  await put('after');
  expect(await read('null')).toEqual({ text: 'before', VersionId: 'null' });
});

test('A suspended bucket overwrites version null only', async () => {
  await setVersioning('Enabled');
  const kept = await put('kept');
  await setVersioning('Suspended');
  await put('first');
  await put('second');
  expect(await read()).toEqual({ text: 'second', VersionId: 'null' });
  expect(await remove()).toMatchObject({ DeleteMarker: true, VersionId: 'null' });
  const { Versions } = await versions();
  expect(Versions?.map(({ VersionId }) => VersionId)).toEqual([kept.VersionId]);
  await expect(started.client.send(new HeadObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
});
