import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBucket, type Started, startS3 } from './start.ts';

let started: Started;
let Bucket: string;

beforeEach(async () => {
  started = await startS3();
  Bucket = await createBucket(started);
});
afterEach(() => started.stop());

const put = (Key: string) => started.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
const remove = (more: object = {}) => started.client.send(new DeleteObjectCommand({ Bucket, Key: 'a', ...more }));
const keys = async () => {
  const { Contents } = await started.client.send(new ListObjectsV2Command({ Bucket }));
  return Contents?.map(({ Key }) => Key) ?? [];
};

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
test('A deleted object is gone, with its file; to delete it again succeeds', async () => {
  await put('a');
  expect((await remove()).$metadata.httpStatusCode).toBe(204);
  expect((await remove()).$metadata.httpStatusCode).toBe(204);
  await expect(started.client.send(new GetObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
  });
  expect(readdirSync(join(started.stateDirectory, 'blobs'))).toEqual([]);
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
test('With If-Match it goes only if it is still the one', async () => {
  const { ETag } = await put('a');
  await expect(remove({ IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await remove({ IfMatch: ETag });
  await expect(remove({ IfMatch: '*' })).rejects.toMatchObject({ name: 'NoSuchKey' });
});

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
test('Many go in one request, whatever their names', async () => {
  const names = [' spaced ', '007', 'a&<b>"', 'line\r\nbreak', 'ü', 'kept'];
  for (const name of names) await put(name);
  const Objects = [...names.slice(0, 5), 'never there'].map((Key) => ({ Key }));
  const { Deleted, Errors } = await started.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(Deleted?.map(({ Key }) => Key)).toEqual(Objects.map(({ Key }) => Key));
  expect(Errors).toBeUndefined();
  expect(await keys()).toEqual(['kept']);
});

test('One that fails does not keep the others', async () => {
  const { ETag } = await put('a');
  await put('b');
  const Objects = [{ Key: 'a', ETag: '"other"' }, { Key: 'b', ETag }, { Key: 'c' }];
  const reply = await started.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  expect(reply.Deleted).toBeUndefined();
  expect(reply.Errors).toEqual([expect.objectContaining({ Key: 'a', Code: 'PreconditionFailed' })]);
  expect(await keys()).toEqual(['a']);
});

test('More than a thousand, or none, are malformed', async () => {
  for (const count of [0, 1001]) {
    const Objects = Array.from({ length: count }, (_, index) => ({ Key: `${index}` }));
    await expect(started.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))).rejects.toMatchObject({
      name: 'MalformedXML',
      message: 'The XML you provided was not well-formed or did not validate against our published schema',
    });
  }
});

test.each([
  ['<Delete><Object><Key>a</Key></Object></Delete>', {}, 'InvalidRequest'],
  ['<Delete><Object>', { 'content-md5': 'X4zCV1P0CXxEtYZ6rhKiMA==' }, 'BadDigest'],
])('The body %s is refused', async (body, headers, code) => {
  const reply = await fetch(`${started.endpoint}/${Bucket}?delete`, { method: 'POST', body, headers });
  expect(await reply.text()).toContain(`<Code>${code}</Code>`);
});
