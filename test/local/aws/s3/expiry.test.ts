import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  type LifecycleRule,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBucket, type Started, startS3 } from './start.ts';

let started: Started;
let Bucket: string;
const day = 86_400_000;

beforeEach(async () => {
  started = await startS3();
  Bucket = await createBucket(started);
});
afterEach(() => started.stop());

const put = (Key: string, more: object = {}) =>
  started.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more }));
const keys = async () => {
  const { Contents } = await started.client.send(new ListObjectsV2Command({ Bucket }));
  return Contents?.map(({ Key }) => Key) ?? [];
};
const rule = (...Rules: Partial<LifecycleRule>[]) =>
  started.client.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: { Rules: Rules.map((one) => ({ Status: 'Enabled', Filter: { Prefix: '' }, ...one })) },
    }),
  );
const untilMidnight = () => day - (started.clock.now() % day);

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html#intro-lifecycle-rules-number-of-days
test('An object goes at the midnight after its days are over', async () => {
  await rule({ Expiration: { Days: 2 } });
  started.clock.advance(1000);
  await put('a');
  started.clock.advance(untilMidnight() + day);
  await put('b');
  expect(await keys()).toEqual(['a', 'b']);
  started.clock.advance(day + 1);
  await vi.waitFor(async () => expect(await keys()).toEqual(['b']));
});

test('A day is over at midnight only', async () => {
  started.clock.advance(untilMidnight() + 1000);
  await put('a');
  started.clock.advance(day + 1000);
  await rule({ Expiration: { Days: 1 } });
  expect(await keys()).toEqual(['a']);
});

test('A rule takes what its prefix, tags and size say', async () => {
  await put('logs/a', { Tagging: 'keep=no' });
  await put('logs/b', { Tagging: 'keep=yes' });
  await put('logs/c', { Tagging: 'keep=no', Body: 'longer' });
  await put('data/a', { Tagging: 'keep=no' });
  await rule({
    Filter: { And: { Prefix: 'logs/', Tags: [{ Key: 'keep', Value: 'no' }], ObjectSizeLessThan: 5 } },
    Expiration: { Days: 1 },
  });
  started.clock.advance(2 * day);
  await vi.waitFor(async () => expect(await keys()).toEqual(['data/a', 'logs/b', 'logs/c']));
});

test('A disabled rule takes nothing; a rule that is put late takes what is due at once', async () => {
  await put('a');
  await rule({ Status: 'Disabled', Expiration: { Days: 1 } });
  started.clock.advance(3 * day);
  expect(await keys()).toEqual(['a']);
  await rule({ Expiration: { Days: 1 } });
  expect(await keys()).toEqual([]);
});

test('What fell due while the runtime was off goes at the next start', async () => {
  await put('a');
  await rule({ Expiration: { Days: 1 } });
  await started.pause();
  started.clock.advance(3 * day);
  await started.start();
  await vi.waitFor(async () => expect(await keys()).toEqual([]));
});

test('With versioning an object is hidden first, and its old versions go later', async () => {
  await started.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await put('a');
  await rule({ Expiration: { Days: 1 }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } });
  const state = async () => {
    const { Versions = [], DeleteMarkers = [] } = await started.client.send(new ListObjectVersionsCommand({ Bucket }));
    return [Versions.length, DeleteMarkers.length];
  };
  started.clock.advance(untilMidnight() + day);
  await vi.waitFor(async () => expect(await state()).toEqual([1, 1]));
  started.clock.advance(2 * day);
  await vi.waitFor(async () => expect(await state()).toEqual([0, 1]));
  started.clock.advance(2 * day);
  await vi.waitFor(async () => expect(await state()).toEqual([0, 0]));
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configuration-examples.html#lifecycle-config-conceptual-ex7
test('A delete marker that hides nothing goes on request, one that hides something stays', async () => {
  await started.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await put('hidden');
  for (const Key of ['hidden', 'nothing']) await started.client.send(new DeleteObjectCommand({ Bucket, Key }));
  await rule({ Expiration: { ExpiredObjectDeleteMarker: true } });
  started.clock.advance(day);
  const { DeleteMarkers } = await vi.waitFor(async () => {
    const found = await started.client.send(new ListObjectVersionsCommand({ Bucket }));
    expect(found.DeleteMarkers).toHaveLength(1);
    return found;
  });
  expect(DeleteMarkers?.[0]?.Key).toBe('hidden');
});

test('Uploads that nobody completes are aborted', async () => {
  const { UploadId } = await started.client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'a' }));
  await rule({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } });
  started.clock.advance(2 * day + 1);
  const list = () => started.client.send(new ListPartsCommand({ Bucket, Key: 'a', UploadId }));
  await vi.waitFor(() => expect(list()).rejects.toMatchObject({ name: 'NoSuchUpload' }));
});

test('A rule that would silently do less is refused', async () => {
  await expect(rule({ Transitions: [{ Days: 30, StorageClass: 'GLACIER' }] })).rejects.toMatchObject({
    name: 'NotImplemented',
    message: 'Transition in a lifecycle Rule is not supported by the local S3.',
  });
  await expect(rule({ Expiration: { Date: new Date('2030-01-01') } })).rejects.toMatchObject({
    name: 'NotImplemented',
  });
  await expect(rule({ Expiration: { Days: 0 } })).rejects.toMatchObject({ name: 'InvalidArgument' });
});
