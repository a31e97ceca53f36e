import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOf, createBucket, type Started, startS3 } from './start.ts';

let started: Started;

beforeEach(async () => {
  started = await startS3();
});
afterEach(() => started.stop());

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
test('A bucket is there once created, also after a restart', async () => {
  await createBucket(started, 'one');
  await createBucket(started, 'two');
  await started.restart();
  const { Buckets } = await started.client.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual(['one', 'two']);
  expect(Buckets?.[0]?.CreationDate?.getTime()).toBe(started.clock.now());
  expect(await started.client.send(new HeadBucketCommand({ Bucket: 'one' }))).toMatchObject({
    BucketRegion: 'eu-central-1',
  });
  expect(await started.client.send(new GetBucketLocationCommand({ Bucket: 'one' }))).toMatchObject({
    LocationConstraint: 'eu-central-1',
  });
});

test('To create it again is BucketAlreadyOwnedByYou', async () => {
  await createBucket(started);
  await expect(createBucket(started)).rejects.toMatchObject({
    name: 'BucketAlreadyOwnedByYou',
    message: 'Your previous request to create the named bucket succeeded and you already own it.',
    $metadata: { httpStatusCode: 409 },
  });
});

test.each(['ab', 'Upper', 'under_score', '1.2.3.4', 'a..b'])('%s is no bucket name', async (name) => {
  const reply = await fetch(`${started.endpoint}/${name}`, {
    method: 'PUT',
    body: '<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>',
  });
  expect(await reply.text()).toContain('<Code>InvalidBucketName</Code>');
});

test('A bucket of another region is refused', async () => {
  const reply = await fetch(`${started.endpoint}/bucket`, { method: 'PUT' });
  expect(await reply.text()).toContain('<Code>IllegalLocationConstraintException</Code>');
});

test('A missing bucket is NotFound to HEAD and NoSuchBucket to DELETE', async () => {
  const Bucket = 'nowhere';
  await expect(started.client.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotFound' });
  await expect(started.client.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
});

test('Only an empty bucket can be deleted', async () => {
  const Bucket = await createBucket(started);
  await started.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
  await expect(started.client.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: 'BucketNotEmpty',
    message: 'The bucket you tried to delete is not empty',
    $metadata: { httpStatusCode: 409 },
  });
  await started.client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  await started.client.send(new DeleteBucketCommand({ Bucket }));
  await expect(started.client.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotFound' });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
test('A bucket may stand in the host name', async () => {
  await createBucket(started, 'my.bucket');
  await createBucket(started, 'bucket');
  const { port } = new URL(started.endpoint);
  const virtual = clientOf(`http://localhost:${port}`, { forcePathStyle: false });
  virtual.middlewareStack.add(
    (next) => (args) => {
      // `bucket.localhost` is this machine to a browser; here only the Host header says so.
      const { request } = args;
      if (typeof request === 'object' && request !== null && 'hostname' in request) request.hostname = '127.0.0.1';
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await virtual.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a/b', Body: 'x' }));
  virtual.destroy();
  const listed = await fetch(`${started.endpoint}/bucket?list-type=2`);
  expect(await listed.text()).toContain('<Key>a/b</Key>');
});
