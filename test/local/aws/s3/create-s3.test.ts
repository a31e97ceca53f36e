import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBucket, type Started, startS3 } from './start.ts';

let started: Started;
let Bucket: string;

beforeEach(async () => {
  started = await startS3();
  Bucket = await createBucket(started);
});
afterEach(() => started.stop());

async function read(Key: string): Promise<Buffer> {
  const found = await started.client.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await found.Body?.transformToByteArray()) ?? []);
}

const isOneByte = (bytes: Buffer) => bytes.every((byte) => byte === bytes[0]);

test('A killed process loses nothing that it acknowledged and shows nothing half written', async () => {
  await started.pause();
  const script = join(import.meta.dirname, 'killed-process.ts');
  const child = spawn(process.execPath, [script, started.stateDirectory, Bucket], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === 25) child.kill('SIGKILL');
  }
  for (const folder of ['incoming', 'blobs']) writeFileSync(join(started.stateDirectory, folder, 'half'), 'written');
  await started.start();
  expect(acknowledged.length).toBeGreaterThanOrEqual(25);
  for (const Key of acknowledged) {
    const bytes = await read(Key);
    expect([bytes.length, isOneByte(bytes)]).toEqual([300_000, true]);
  }
  const contended = await read('contended');
  expect([contended.length, isOneByte(contended)]).toEqual([200_000, true]);
  const { Contents = [] } = await started.client.send(new ListObjectsV2Command({ Bucket }));
  const parts = 4;
  const blobs = readdirSync(join(started.stateDirectory, 'blobs'));
  expect(blobs.length).toBeLessThanOrEqual(Contents.length + parts);
  expect(blobs).not.toContain('half');
  expect(readdirSync(join(started.stateDirectory, 'incoming'))).toEqual([]);
});

test('An error is XML with code, message and request id', async () => {
  const reply = await fetch(`${started.endpoint}/${Bucket}/a%00?acl`);
  expect(reply.headers.get('content-type')).toBe('application/xml');
  const requestId = reply.headers.get('x-amz-request-id');
  expect(await reply.text()).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NotImplemented</Code><Message>GET object ?acl is not supported by the local S3.</Message><RequestId>${requestId}</RequestId><HostId>${requestId}</HostId></Error>`,
  );
});

test('A bucket of somebody else is refused', async () => {
  const headers = { 'x-amz-expected-bucket-owner': '111111111111' };
  const reply = await fetch(`${started.endpoint}/${Bucket}?list-type=2`, { headers });
  expect(reply.status).toBe(403);
  expect(await reply.text()).toContain('<Code>AccessDenied</Code><Message>Access Denied</Message>');
});
