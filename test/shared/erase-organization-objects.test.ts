import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { uploadPrefixes } from '../../lambdas/tasks/upload/place.ts';
import { retentionPrefixes } from '../../lib/services/task-uploads.ts';
import { eraseObjects } from '../../shared/erase-organization-objects.ts';
import { bucketOf, createS3Storage } from '../../shared/storage/s3.ts';
import { clientOf, createBucket, type Started, startS3 } from '../local/aws/s3/start.ts';
import { DyingProcess } from './dying-process.ts';

let s3: Started;
let bucketName: string;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());
let buckets = 0;
beforeEach(async () => {
  buckets += 1;
  bucketName = await createBucket(s3, `bucket-${buckets}`);
});

const prefixes = uploadPrefixes('org_1');
const other = ['7d/org/org_10/blobs/a', '7d/org/org_2/incoming/b', '90d/org/org/org_1/c', 'org/org_1/d'];

async function fill(keys: readonly string[]): Promise<void> {
  const { put } = createS3Storage(bucketName, s3.client);
  for (let at = 0; at < keys.length; at += 20) {
    const some = keys.slice(at, at + 20);
    await Promise.all(some.map((key) => put(key, Buffer.from(key), { contentType: 'text/plain' })));
  }
}
async function left(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of createS3Storage(bucketName, s3.client).list('')) keys.push(key);
  return keys;
}
const ofOne = (count: number) =>
  Array.from({ length: count }, (_, at) => `${prefixes[at % prefixes.length]}${at % 2 ? 'blobs' : 'incoming'}/${at}`);
const erase = (change: { until?: number; now?: () => number } = {}, bucket = bucketOf(bucketName, s3.client)) => {
  const { now = () => 0, until = 1 } = change;
  return eraseObjects({ deps: { bucket, now }, input: { prefixes, until } });
};

test('every place in which uploads can be is looked at', () => {
  expect(prefixes.map((prefix) => prefix.split('org/')[0])).toEqual(retentionPrefixes.map(({ prefix }) => prefix));
});

test('an organization with 1,200 objects, and nothing of another', { timeout: 60_000 }, async () => {
  await fill([...ofOne(150), ...Array.from({ length: 1_050 }, (_, at) => `${prefixes[0]}blobs/x${at}`), ...other]);
  const accesses = await s3.accesses(async () => {
    expect(await erase()).toEqual({ count: 1_200, isComplete: true });
  });
  expect(await left()).toEqual(other.toSorted());
  // Nothing outside of its prefixes was asked for.
  const resources = accesses.filter(({ action }) => action === 's3:DeleteObject').map(({ resource }) => resource);
  expect(resources).toHaveLength(1_200);
  expect(resources.filter((resource) => !resource.includes('/org/org_1/'))).toEqual([]);
  expect(await erase()).toEqual({ count: 0, isComplete: true });
});

test('wherever it is killed, the next run finishes', async () => {
  await fill(other);
  const client = clientOf(s3.endpoint);
  const process = new DyingProcess();
  client.middlewareStack.add(
    (next) => async (args) => {
      process.call();
      return next(args);
    },
    { step: 'initialize' },
  );
  const bucket = bucketOf(bucketName, client);
  for (let diesAt = 1; ; diesAt += 1) {
    await fill(ofOne(9));
    process.live(diesAt);
    const survived = await erase({}, bucket).then(
      () => true,
      () => false,
    );
    if (survived) {
      // A listing and a deletion for each class of time.
      expect(diesAt).toBe(2 * prefixes.length + 1);
      break;
    }
    expect(await erase()).toMatchObject({ isComplete: true });
    expect(await left()).toEqual(other.toSorted());
  }
  expect(await left()).toEqual(other.toSorted());
  client.destroy();
});

test('a run that is out of time says so, and the next one goes on', async () => {
  await fill(ofOne(6));
  let ticks = 0;
  expect(await erase({ until: 1, now: () => ticks++ })).toEqual({ count: 2, isComplete: false });
  expect(await erase()).toEqual({ count: 4, isComplete: true });
});

test('a prefix that is more than one organization is refused', async () => {
  const bucket = bucketOf(bucketName, s3.client);
  for (const prefix of ['', 'org/', 'org/org_1', '7d/', 'org//']) {
    const input = { prefixes: [prefix], until: 1 };
    await expect(eraseObjects({ deps: { bucket, now: () => 0 }, input })).rejects.toThrow('A prefix does not end');
  }
});

test('an object that S3 keeps is an error', async () => {
  await fill(ofOne(1));
  const client = clientOf(s3.endpoint);
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const reply = await next(args);
        if (commandName === 'DeleteObjectsCommand')
          Object.assign(reply.output, { Errors: [{ Code: 'InternalError' }] });
        return reply;
      },
    { step: 'initialize' },
  );
  await expect(erase({}, bucketOf(bucketName, client))).rejects.toThrow('S3 kept 1 of 1 objects: InternalError.');
  client.destroy();
});
