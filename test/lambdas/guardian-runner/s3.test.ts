import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createObjects } from '../../../lambdas/guardian-runner/s3.ts';
import { Started } from '../../local/aws/s3/start.ts';

const started = new Started({});
beforeAll(async () => {
  await started.start();
  await started.client.send(new CreateBucketCommand({ Bucket: 'reports' }));
});
afterAll(() => started.stop());

test('an object comes back as it was put, and its link opens it without credentials', async () => {
  const objects = createObjects('reports', started.client);
  const body = Buffer.from([0, 255, 10, 13]);
  await objects.put('org/1/a b.webp', body, 'image/webp');
  expect(await objects.get('org/1/a b.webp')).toEqual(body);
  const link = await objects.link('org/1/a b.webp');
  expect(new URL(link).searchParams.get('X-Amz-Expires')).toBe('300');
});

test('an object that is not there is an error', async () => {
  await expect(createObjects('reports', started.client).get('org/1/none')).rejects.toMatchObject({ name: 'NoSuchKey' });
});
