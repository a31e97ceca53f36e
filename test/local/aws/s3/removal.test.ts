import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Removal } from '../../../../local/aws/s3/removal.ts';
import { Storage } from '../../../../local/aws/s3/storage.ts';
import { contentOf } from '../../../../local/aws/s3/write-object.ts';
import { FakeClock } from '../../fake-clock.ts';

let stateDirectory: string;
let storage: Storage;
let removal: Removal;

beforeEach(() => {
  stateDirectory = mkdtempSync(join(tmpdir(), 's3-'));
  const onError = (error: unknown) => {
    throw error;
  };
  storage = new Storage({ stateDirectory, clock: FakeClock.atRealTime(), onError });
  removal = new Removal(storage);
  storage.buckets.create('bucket', {
    versioning: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
  });
});

afterEach(async () => {
  await storage.stop();
  rmSync(stateDirectory, { recursive: true });
});

async function put(text: string) {
  const blob = await storage.blobs.write(Buffer.from(text));
  const encryption = { algorithm: 'AES256', usesBucketKey: false } as const;
  const details = { headers: {}, metadata: {}, tags: {}, encryption, ...contentOf(Buffer.from(text), encryption) };
  return storage.objects.put({ bucket: 'bucket', key: 'a', blob, details }, 'Enabled').written;
}

// Between the look at what is due and its removal, callers go on writing and deleting.
test('What is due as current is left when it was replaced meanwhile', async () => {
  const due = await put('one');
  const current = await put('two');
  await removal.expire(due);
  expect(storage.objects.latest('bucket', 'a')).toEqual(current);
});

test('What is due as noncurrent is left when it became current meanwhile', async () => {
  const due = await put('one');
  await put('two');
  const two = storage.objects.latest('bucket', 'a');
  await removal.remove({ bucket: 'bucket', key: 'a', versionId: two?.versionId }, { principalId: 'p', requestId: 'r' });
  await removal.expireNoncurrent({ ...due, isLatest: false });
  expect(storage.objects.latest('bucket', 'a')?.versionId).toBe(due.versionId);
});
