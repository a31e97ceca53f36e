import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBucket, type Started, startS3 } from './start.ts';

let started: Started;
let Bucket: string;

beforeEach(async () => {
  started = await startS3();
  Bucket = await createBucket(started);
});
afterEach(() => started.stop());

const list = (more: object = {}) => started.client.send(new ListObjectsV2Command({ Bucket, ...more }));
const putAll = async (keys: readonly string[]) => {
  for (const Key of keys) await started.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
};

async function pages(query: Omit<ListObjectsV2CommandInput, 'Bucket'>): Promise<string[][]> {
  const found: string[][] = [];
  for await (const page of paginateListObjectsV2({ client: started.client }, { Bucket, ...query })) {
    const keys = page.Contents?.map(({ Key }) => Key ?? '') ?? [];
    const prefixes = page.CommonPrefixes?.map(({ Prefix }) => Prefix ?? '') ?? [];
    expect(page.KeyCount).toBe(keys.length + prefixes.length);
    found.push([...keys, ...prefixes]);
  }
  return found;
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
test('Lists keys in the order of their UTF-8 bytes', async () => {
  await putAll(['b', 'a', 'Z', 'é', '🦊', '\uffee']);
  const { Contents, IsTruncated, KeyCount, MaxKeys, Name } = await list();
  expect(Contents?.map(({ Key }) => Key)).toEqual(['Z', 'a', 'b', 'é', '\uffee', '🦊']);
  expect({ IsTruncated, KeyCount, MaxKeys, Name }).toEqual({
    IsTruncated: false,
    KeyCount: 6,
    MaxKeys: 1000,
    Name: 'bucket',
  });
  expect(Contents?.[1]).toMatchObject({ Size: 1, StorageClass: 'STANDARD', ChecksumAlgorithm: ['CRC32'] });
});

test('Groups by delimiter below a prefix', async () => {
  await putAll(['a', 'p/1', 'p/2/x', 'p/2/y', 'p/3', 'p/4/z', 'q/1']);
  const { Contents, CommonPrefixes } = await list({ Prefix: 'p/', Delimiter: '/' });
  expect(Contents?.map(({ Key }) => Key)).toEqual(['p/1', 'p/3']);
  expect(CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['p/2/', 'p/4/']);
});

test('Goes on where the page before ended', async () => {
  await putAll(['a/1', 'a/2', 'b', 'c/1', 'c/2', 'd']);
  expect(await pages({ MaxKeys: 2 })).toEqual([
    ['a/1', 'a/2'],
    ['b', 'c/1'],
    ['c/2', 'd'],
  ]);
  expect(await pages({ MaxKeys: 1, Delimiter: '/' })).toEqual([['a/'], ['b'], ['c/'], ['d']]);
});

test('Starts after a key, and takes a page size of nothing', async () => {
  await putAll(['a', 'b', 'c']);
  expect((await list({ StartAfter: 'a' })).Contents?.map(({ Key }) => Key)).toEqual(['b', 'c']);
  expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
});

test('Refuses a token that is none', async () => {
  await expect(list({ ContinuationToken: 'bm9wZQ==' })).rejects.toMatchObject({
    name: 'InvalidArgument',
    message: 'The continuation token provided is incorrect',
  });
});

test('Refuses the first version of the operation loudly', async () => {
  const reply = await fetch(`${started.endpoint}/${Bucket}`);
  expect(reply.status).toBe(501);
  expect(await reply.text()).toContain('<Code>NotImplemented</Code><Message>GET bucket is not supported');
});

test('Pages together are the whole list, whatever keys, prefix, delimiter and page size', async () => {
  const key = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'é'), minLength: 1, maxLength: 5 });
  const written = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 8 }),
      fc.constantFrom('', 'a', 'a/'),
      fc.constantFrom('', '/', 'b'),
      fc.integer({ min: 1, max: 4 }),
      async (keys, Prefix, Delimiter, MaxKeys) => {
        await putAll(keys.filter((one) => !written.has(one)));
        for (const one of keys) written.add(one);
        const expected = new Set<string>();
        for (const one of written) {
          if (!one.startsWith(Prefix)) continue;
          const end = Delimiter === '' ? -1 : one.indexOf(Delimiter, Prefix.length);
          expected.add(end < 0 ? one : one.slice(0, end + Delimiter.length));
        }
        const found = (await pages({ Prefix, Delimiter, MaxKeys })).flat();
        expect(found.toSorted()).toEqual([...expected].toSorted());
      },
    ),
    { numRuns: 25 },
  );
});
