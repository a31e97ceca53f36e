import { HeadObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { account } from '../../../local/aws/service.ts';
import { rootCredentials } from '../../../local/root-credentials.ts';
import type { Scene } from './scene.ts';

/**
 * An object of an organization in every bucket that has some: a report, a large result and an upload, without a browser.
 * @returns waits until the organization's erasure has taken all of them
 */
export async function keepObjects(runtime: Scene['runtime'], orgId: string): Promise<() => Promise<void>> {
  const credentials = rootCredentials(runtime.stateDirectory);
  const s3 = new S3Client({
    ...{ endpoint: runtime.awsEndpoint, region: account.region, credentials, forcePathStyle: true },
  });
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const objects = Buckets.flatMap(({ Name: Bucket = '' }) => {
    if (/uploads/i.test(Bucket)) return [{ Bucket, Key: `7d/org/${orgId}/blobs/kept` }];
    return /results|reports/i.test(Bucket) ? [{ Bucket, Key: `org/${orgId}/kept` }] : [];
  });
  expect(objects).toHaveLength(3);
  for (const object of objects) await s3.send(new PutObjectCommand({ ...object, Body: 'kept' }));
  const isGone = (object: (typeof objects)[number]) =>
    s3.send(new HeadObjectCommand(object)).then(
      () => false,
      (error: Error) => error.name === 'NotFound',
    );
  return async () => {
    for (const object of objects) await expect.poll(() => isGone(object), { timeout: 30_000 }).toBe(true);
    s3.destroy();
  };
}
