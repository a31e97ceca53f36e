import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CreatedUpload } from '../../../../lambdas/tasks/upload/contract.ts';
import { partSizeBytes, Upload } from '../../../../lambdas/tasks/upload/upload.ts';
import { craftZip } from '../../../shared/archive/craft-zip.ts';
import { problemOf } from '../../../shared/http-event.ts';
import { announce, goodZip, ok, type Scene, startUploadWorld, type UploadWorld } from './upload-world.ts';

let world: UploadWorld;
let scene: Scene;
beforeAll(async () => {
  // So that not every test needs a hundred megabytes.
  world = await startUploadWorld({ maxFormBytes: 1_024 ** 2 });
});
beforeEach(async () => {
  world.messages.length = 0;
  scene = await world.scene({ plan: 'pro' });
});
afterAll(() => world.close());

/** A good archive of 17 MiB: two parts. */
const large = craftZip([{ name: 'large.bin', data: Buffer.alloc(17 * 1_024 ** 2, 'large '), method: 0 }]);
const announced = announce(large);

async function sendParts(created: CreatedUpload, content = large) {
  const etags: { partNumber: number; etag: string }[] = [];
  for (const { partNumber, url } of created.parts ?? []) {
    const start = (partNumber - 1) * partSizeBytes;
    const body = new Uint8Array(content.subarray(start, start + partSizeBytes));
    const reply = await fetch(url, { method: 'PUT', body });
    if (!reply.ok) throw new Error(await reply.text());
    etags.push({ partNumber, etag: reply.headers.get('etag') ?? '' });
  }
  return etags;
}

const incoming = (id: string) => `90d/org/${scene.orgId}/incoming/${id}`;
const place = () => `90d/org/${scene.orgId}/blobs/${announced.sha256}`;

test('parts get their place once they are known to be what was announced', async () => {
  const created = await scene.create(announced);
  expect(created).toMatchObject({ status: 'pending', partSizeBytes: 16 * 1_024 ** 2, partCount: 2 });
  expect(created.parts?.map(({ partNumber }) => partNumber)).toEqual([1, 2]);
  expect(created).not.toHaveProperty('fields');
  const parts = await sendParts(created);
  ok(await scene.complete(created.uploadId, { parts }));
  expect(await world.objects.lookUp(place())).toBeUndefined();
  expect(await world.inspectAll()).toBe(0);
  expect(await scene.read(created.uploadId)).toMatchObject({ status: 'ready', content: { entries: 1 } });
  const { sizeBytes, sha256 } = announced;
  expect(await world.objects.lookUp(place())).toMatchObject({ sizeBytes, sha256 });
  expect(await world.objects.lookUp(incoming(created.uploadId))).toBeUndefined();
  expect(await scene.create(announced)).toMatchObject({ status: 'ready', deduplicated: true });
});

test('other bytes than announced are found by the inspection, and get no place', async () => {
  const other = Buffer.from(large);
  other.write('LARGE', 1_000);
  const created = await scene.create(announced);
  const parts = await sendParts(created, other);
  ok(await scene.complete(created.uploadId, { parts }));
  await world.inspectAll();
  const reasons = [{ code: 'content_mismatch' }];
  expect(await scene.read(created.uploadId)).toMatchObject({ status: 'rejected', reasons });
  expect(await world.objects.lookUp(place())).toBeUndefined();
  expect(await world.objects.lookUp(incoming(created.uploadId))).toBeUndefined();
  expect(await scene.create(announced)).toMatchObject({ status: 'pending' });
});

describe('a completion is refused', () => {
  test('without parts, with unknown ones, in the wrong order, or with one missing; and is possible after that', async () => {
    const created = await scene.create(announced);
    const parts = await sendParts(created);
    const refused = [
      undefined,
      [{ partNumber: 1, etag: '"0"' }],
      [...parts].reverse(),
      parts.slice(1),
      parts.slice(0, -1),
    ];
    for (const wrong of refused) {
      const reply = await scene.complete(created.uploadId, wrong ? { parts: wrong } : {});
      expect(problemOf(reply)).toMatchObject({ code: 'validation_failed', errors: [{ path: 'body.parts' }] });
    }
    expect(world.messages).toEqual([]);
    expect(await scene.read(created.uploadId)).toMatchObject({ status: 'pending' });
    ok(await scene.complete(created.uploadId, { parts }));
    expect(world.messages).toHaveLength(1);
  });
});

test('two completions at once are answered alike, and one object is inspected', async () => {
  const created = await scene.create(announced);
  const parts = await sendParts(created);
  const both = await Promise.all([
    scene.complete(created.uploadId, { parts }),
    scene.complete(created.uploadId, { parts }),
  ]);
  expect(both.map((reply) => Upload.parse(ok(reply)).status)).toEqual(['inspecting', 'inspecting']);
  await world.inspectAll();
  expect(await scene.read(created.uploadId)).toMatchObject({ status: 'ready' });
});

test('a completion that died after the parts were put together is finished by the next', async () => {
  const created = await scene.create(announced);
  const parts = await sendParts(created);
  const dies = world.handlerWith({}, async () => Promise.reject(new Error('the function was killed')));
  const asked = { routeKey: 'POST /v1/uploads/{id}/complete', params: { id: created.uploadId }, body: { parts } };
  expect((await scene.ask(asked, {}, dies)).statusCode).toBe(500);
  expect(Upload.parse(ok(await scene.complete(created.uploadId, { parts })))).toMatchObject({ status: 'inspecting' });
  await world.inspectAll();
  expect(await scene.read(created.uploadId)).toMatchObject({ status: 'ready' });
});

test('an inspection that died between the copy and the verdict is repeated', async () => {
  const created = await scene.create(announced);
  const parts = await sendParts(created);
  ok(await scene.complete(created.uploadId, { parts }));
  const [message] = world.messages;
  const settle = async (from: string, to: string) => {
    await world.objects.settle(from, to);
    throw new Error('the function was killed');
  };
  expect(await world.inspectAll({ settle })).toBe(1);
  expect(await scene.read(created.uploadId)).toMatchObject({ status: 'inspecting' });
  if (message) world.messages.push(message);
  expect(await world.inspectAll()).toBe(0);
  expect(await scene.read(created.uploadId)).toMatchObject({ status: 'ready' });
});

test('a hundred URLs come at a time, and the others when asked for', async () => {
  const { create, ask } = await world.scene({ plan: 'enterprise' });
  const created = await create(announce(large, { sizeBytes: 2_048 * 1_024 ** 2 }));
  expect([created.partCount, created.parts?.length]).toEqual([128, 100]);
  const params = { id: created.uploadId };
  const from = async (query: Record<string, string>) =>
    ok(await ask({ routeKey: 'GET /v1/uploads/{id}/parts', params, query }));
  expect(await from({ from: '101' })).toMatchObject({ partCount: 128, parts: { length: 28, 0: { partNumber: 101 } } });
  expect(await from({})).toMatchObject({ parts: { length: 100 } });
  expect(await from({ from: '129' })).toMatchObject({ parts: [] });
});

test('a URL of a part holds for its part, and asks the sender for no checksum', async () => {
  const created = await scene.create(announced);
  const url = new URL(created.parts?.[0]?.url ?? '');
  expect([...url.searchParams.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
  expect(url.searchParams.get('X-Amz-Expires')).toBe('3600');
  url.searchParams.set('partNumber', '2');
  expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403);
});

test('an upload by a form has no parts, and one that is complete has none any more', async () => {
  const asked = async (id: string) =>
    problemOf(await scene.ask({ routeKey: 'GET /v1/uploads/{id}/parts', params: { id } }));
  const { uploadId } = await scene.create(announce(goodZip()));
  expect(await asked(uploadId)).toMatchObject({ status: 409 });
  const created = await scene.create(announced);
  ok(await scene.complete(created.uploadId, { parts: await sendParts(created) }));
  expect(await asked(created.uploadId)).toMatchObject({ status: 409, detail: 'The upload is inspecting.' });
});

test('to delete an open upload ends it with S3, and again is 404', async () => {
  const created = await scene.create(announced);
  const asked = { routeKey: 'DELETE /v1/uploads/{id}', params: { id: created.uploadId } };
  expect((await scene.ask(asked)).statusCode).toBe(204);
  const reply = await fetch(created.parts?.[0]?.url ?? '', { method: 'PUT', body: 'x' });
  expect([reply.status, await reply.text()]).toEqual([404, expect.stringContaining('NoSuchUpload')]);
  expect((await scene.ask(asked)).statusCode).toBe(404);
});

test('up to 100 MB go by a form, and a byte more in parts', async () => {
  const real = await startUploadWorld();
  const { create } = await real.scene({ plan: 'pro' });
  const most = 100 * 1_024 ** 2;
  expect(await create(announce(large, { sizeBytes: most }))).not.toHaveProperty('parts');
  expect(await create(announce(large, { sizeBytes: most + 1 }))).toMatchObject({ partCount: 7 });
  await real.close();
});
