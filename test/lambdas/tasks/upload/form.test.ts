import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Upload } from '../../../../lambdas/tasks/upload/upload.ts';
import { newId } from '../../../../shared/id.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import {
  announce,
  goodZip,
  ok,
  postForm,
  projectId,
  type Scene,
  startUploadWorld,
  type UploadWorld,
} from './upload-world.ts';

let world: UploadWorld;
let scene: Scene;
beforeAll(async () => {
  world = await startUploadWorld();
});
beforeEach(async () => {
  world.messages.length = 0;
  scene = await world.scene();
});
afterAll(() => world.close());

const zip = goodZip();

test('content is announced, sent by a form, completed, inspected, and ready', async () => {
  const reply = await scene.ask({ routeKey: 'POST /v1/uploads', body: announce(zip) });
  expect([reply.statusCode, reply.headers.location]).toEqual([201, expect.stringMatching(/^\/v1\/uploads\/upl_/)]);
  const created = await scene.create(announce(zip));
  expect(created).toMatchObject({ status: 'pending', deduplicated: false });
  expect((await postForm(created, zip)).status).toBe(204);
  const completed = await scene.complete(created.uploadId);
  expect([completed.statusCode, bodyOf(completed)]).toEqual([202, expect.objectContaining({ status: 'inspecting' })]);
  expect(await world.inspectAll()).toBe(0);
  const now = world.now();
  expect(await scene.read(created.uploadId)).toEqual({
    ...announce(zip),
    ...{ id: created.uploadId, status: 'ready', deduplicated: false },
    ...{ createdAt: expect.any(String), expiresAt: created.expiresAt },
    content: { entries: 1, unpackedBytes: 30 },
    availableUntil: new Date(now + 7 * 86_400_000).toISOString(),
  });
  expect(world.leftovers()).toEqual([]);
});

test('the bytes arrive below the time of the plan and the organization, at a place of this upload alone', async () => {
  for (const [plan, folder] of [
    ['free', '7d'],
    ['pro', '90d'],
    ['enterprise', '365d'],
  ]) {
    const { orgId, create } = await world.scene({ plan });
    const { uploadId, fields } = await create(announce(zip));
    expect(fields?.key).toBe(`${folder}/org/${orgId}/incoming/${uploadId}`);
  }
});

describe('S3 itself refuses', () => {
  test.each<[string, (content: Buffer) => Buffer, Record<string, string>, string]>([
    ['fewer bytes', (content) => content.subarray(1), {}, 'EntityTooSmall'],
    ['more bytes', (content) => Buffer.concat([content, content]), {}, 'EntityTooLarge'],
    ['other bytes of the same number', (content) => Buffer.alloc(content.length), {}, 'BadDigest'],
    ['another key', (content) => content, { key: '365d/org/other/blobs/x' }, 'AccessDenied'],
    ['a form without a key', (content) => content, { key: '' }, 'InvalidArgument'],
    ['another content type', (content) => content, { 'Content-Type': 'text/html' }, 'AccessDenied'],
    [
      'another checksum',
      () => Buffer.from('x'.repeat(zip.length)),
      { 'x-amz-checksum-sha256': 'Lb2hKsYtGkP5jJ1YfGmL0yZ0Zp5ZzZf5rJ1Zk5ZzZf4=' },
      'AccessDenied',
    ],
    ['a field more', (content) => content, { 'x-amz-meta-more': 'x' }, 'AccessDenied'],
    [
      'a changed policy',
      (content) => content,
      { Policy: Buffer.from('{"expiration":"2099-01-01T00:00:00Z","conditions":[]}').toString('base64') },
      'SignatureDoesNotMatch',
    ],
  ])('%s', async (_, change, fields, code) => {
    const created = await scene.create(announce(zip));
    const reply = await postForm(created, change(zip), fields);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.text).toContain(code);
    expect(await world.objects.lookUp(created.fields?.key ?? '')).toBeUndefined();
    expect(problemOf(await scene.complete(created.uploadId))).toMatchObject({ code: 'conflict', status: 409 });
    expect(world.messages).toEqual([]);
  });
});

test('a completion before the bytes is refused, and possible once they are there', async () => {
  const created = await scene.create(announce(zip));
  const refusal = problemOf(await scene.complete(created.uploadId));
  expect(refusal).toMatchObject({ status: 409, detail: expect.stringContaining('not there') });
  await postForm(created, zip);
  expect((await scene.complete(created.uploadId)).statusCode).toBe(202);
});

test('a completion again is a read, whatever the upload is by then', async () => {
  const created = await scene.create(announce(zip));
  await postForm(created, zip);
  ok(await scene.complete(created.uploadId));
  expect(Upload.parse(ok(await scene.complete(created.uploadId)))).toMatchObject({ status: 'inspecting' });
  expect(world.messages).toHaveLength(1);
  await world.inspectAll();
  expect(Upload.parse(ok(await scene.complete(created.uploadId)))).toMatchObject({ status: 'ready' });
  expect(world.messages).toHaveLength(0);
});

test('of many completions at once all are answered alike, and the inspection comes to one verdict', async () => {
  const created = await scene.create(announce(zip));
  await postForm(created, zip);
  const replies = await Promise.all(Array.from({ length: 5 }, () => scene.complete(created.uploadId)));
  expect(replies.map((reply) => Upload.parse(ok(reply)).status)).toEqual(Array(5).fill('inspecting'));
  expect(await world.inspectAll()).toBe(0);
  expect(await scene.read(created.uploadId)).toMatchObject({ status: 'ready' });
});

test('parts for a form are refused by their field', async () => {
  const created = await scene.create(announce(zip));
  await postForm(created, zip);
  const problem = problemOf(await scene.complete(created.uploadId, { parts: [{ partNumber: 1, etag: 'x' }] }));
  expect(problem).toMatchObject({ code: 'validation_failed', errors: [{ path: 'body.parts' }] });
});

test('a repeated request with an Idempotency-Key is one upload', async () => {
  const headers = { 'idempotency-key': 'one' };
  const asked = { routeKey: 'POST /v1/uploads', body: announce(zip), headers };
  const [first, second] = [await scene.ask(asked), await scene.ask(asked)];
  expect(second.body).toBe(first.body);
});

test.each([
  ['a purpose that there is not', { purpose: 'guardian.test' }, 'body.purpose'],
  ['a size of nothing', { sizeBytes: 0 }, 'body.sizeBytes'],
  ['a size that is no number of bytes', { sizeBytes: 1.5 }, 'body.sizeBytes'],
  ['a checksum in capitals', { sha256: 'A'.repeat(64) }, 'body.sha256'],
  ['a checksum in base64', { sha256: 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=' }, 'body.sha256'],
  ['a type that is no archive', { contentType: 'text/html' }, 'body.contentType'],
  ['a field that there is not', { key: '365d/org/other' }, 'body.key'],
])('%s is refused', async (_, change, path) => {
  const problem = problemOf(await scene.ask({ routeKey: 'POST /v1/uploads', body: announce(zip, change) }));
  expect(problem).toMatchObject({ status: 422, errors: [{ path }] });
});

test.each([
  ['free', 100 * 1_024 ** 2],
  ['pro', 500 * 1_024 ** 2],
  ['enterprise', 2_048 * 1_024 ** 2],
])('plan %s takes %i bytes and not one more', async (plan, most) => {
  const { ask } = await world.scene({ plan });
  const tooLarge = await ask({ routeKey: 'POST /v1/uploads', body: announce(zip, { sizeBytes: most + 1 }) });
  expect(problemOf(tooLarge)).toMatchObject({
    status: 413,
    code: 'payload_too_large',
    detail: expect.stringContaining(`${most}`),
  });
  expect((await ask({ routeKey: 'POST /v1/uploads', body: announce(zip, { sizeBytes: most }) })).statusCode).toBe(201);
});

test('the list is newest first, by pages, and of one project or status when asked', async () => {
  const ids: string[] = [];
  for (const word of ['a', 'b', 'c']) {
    world.s3.clock.advance(1_000);
    ids.unshift((await scene.create(announce(goodZip(word)))).uploadId);
  }
  const page = ok(await scene.ask({ routeKey: 'GET /v1/uploads', query: { limit: '2' } }));
  expect(page).toMatchObject({ items: [{ id: ids[0] }, { id: ids[1] }], nextCursor: expect.any(String) });
  const of = async (query: Record<string, string>) => ok(await scene.ask({ routeKey: 'GET /v1/uploads', query }));
  expect(await of({ projectId, status: 'pending' })).toMatchObject({ items: [{}, {}, {}] });
  expect(await of({ status: 'ready' })).toEqual({ items: [] });
  expect(await of({ projectId: newId('project', world.now()) })).toEqual({ items: [] });
});

test('what is ours is not shown: the owner, the inspections, the place', async () => {
  const { uploadId } = await scene.create(announce(zip));
  const shown = Object.keys(
    Object(ok(await scene.ask({ routeKey: 'GET /v1/uploads/{id}', params: { id: uploadId } }))),
  );
  expect(shown).not.toEqual(expect.arrayContaining(['orgId']));
  expect(
    shown.filter((name) => ['orgId', 'inspections', 'retentionDays', 'partsId', 'pk', 'ttl'].includes(name)),
  ).toEqual([]);
});

test('a reader waits for the verdict, and no longer than asked', async () => {
  const created = await scene.create(announce(zip));
  await postForm(created, zip);
  ok(await scene.complete(created.uploadId));
  const before = world.now();
  expect(await scene.read(created.uploadId, { waitSeconds: '5' })).toMatchObject({ status: 'inspecting' });
  expect(world.now() - before).toBe(5_000);
  await world.inspectAll();
  expect(await scene.read(created.uploadId, { waitSeconds: '20' })).toMatchObject({ status: 'ready' });
  expect(world.now() - before).toBe(5_000);
});

test('creating takes at most five calls, completing too, reading at most three', async () => {
  const { tables, s3 } = world;
  const count = async (work: () => Promise<unknown>) => {
    const before = tables.calls.length;
    let objects = 0;
    const accesses = await s3.accesses(work);
    objects = accesses.filter(({ action }) => !action.startsWith('kms:')).length;
    return tables.calls.length - before + objects;
  };
  const as = { permissions: 'tasks:read tasks:write insight:read insight:write' };
  expect(await count(() => scene.create(announce(zip), as))).toBeLessThanOrEqual(5);
  const created = await scene.create(announce(zip));
  await postForm(created, zip);
  expect(await count(() => scene.complete(created.uploadId, {}, as))).toBeLessThanOrEqual(4);
  expect(await count(() => scene.read(created.uploadId))).toBeLessThanOrEqual(3);
});
