import { afterAll, beforeAll, expect, test } from 'vitest';
import { createObjects, type Objects } from '../../../lambdas/guardian-runner/s3.ts';
import { systemClock } from '../../../local/aws/service.ts';
import { createBucket, type Started, startS3 } from '../../local/aws/s3/start.ts';

let started: Started;
let objects: Objects;
beforeAll(async () => {
  started = await startS3({ clock: systemClock });
  objects = createObjects(await createBucket(started), started.client);
});
afterAll(() => started.stop());

test('an object comes back as it was put, and its link opens it without credentials, for five minutes', async () => {
  const body = Buffer.from([0, 255, 10, 13]);
  await objects.put('org/1/a b.webp', body, 'image/webp');
  expect(await objects.get('org/1/a b.webp')).toEqual(body);
  const link = await objects.link('org/1/a b.webp');
  const reply = await fetch(link);
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'image/webp']);
  expect(Buffer.from(await reply.arrayBuffer())).toEqual(body);
  expect(new URL(link).searchParams.get('X-Amz-Expires')).toBe('300');
});

test('an object that is not there is an error', async () => {
  await expect(objects.get('org/1/none')).rejects.toMatchObject({ name: 'NoSuchKey' });
});
