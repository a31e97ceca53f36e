import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { maxInspections } from '../../../../lambdas/tasks/upload/inspect-upload.ts';
import { inspectionConsumer } from '../../../../lambdas/tasks/upload/inspection-consumer.ts';
import { craftTarGz } from '../../../shared/archive/craft-tar.ts';
import { craftZip } from '../../../shared/archive/craft-zip.ts';
import { problemOf } from '../../../shared/http-event.ts';
import { announce, goodZip, ok, postForm, type Scene, startUploadWorld, type UploadWorld } from './upload-world.ts';

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

/** Completed, with its message waiting. */
async function completed(content = zip) {
  const created = await scene.create(announce(content));
  await postForm(created, content);
  ok(await scene.complete(created.uploadId));
  const message = { orgId: scene.orgId, uploadId: created.uploadId };
  return { id: created.uploadId, message };
}

test('a tar.gz is inspected like a zip, whatever its content type says', async () => {
  const tarGz = craftTarGz([{ name: 'src/index.ts', data: 'export {};' }]);
  expect(await scene.upload(tarGz)).toMatchObject({ status: 'ready', content: { entries: 1, unpackedBytes: 10 } });
});

test('a bad archive is rejected, with every reason and its entry', async () => {
  const bad = craftZip([{ name: '../../etc/passwd' }, { name: 'ok' }, { name: 'link', mode: 0o120777, data: 'x' }]);
  expect(await scene.upload(bad)).toMatchObject({
    status: 'rejected',
    reasons: [
      { code: 'path_traversal', entry: '../../etc/passwd', detail: 'A name leads out of the archive.' },
      { code: 'symlink', entry: 'link', detail: expect.any(String) },
    ],
  });
  expect(world.leftovers()).toEqual([]);
});

test.each([
  ['a text', Buffer.from('hello'), 'not_an_archive'],
  ['a bomb', craftZip([{ name: 'zeros', data: Buffer.alloc(20_000_000) }]), 'compression_ratio'],
  ['half an archive', zip.subarray(0, -10), 'truncated'],
])('%s is rejected', async (_, content, code) => {
  expect(await scene.upload(content)).toMatchObject({ status: 'rejected', reasons: [{ code }] });
});

test('an upload that was rejected cannot be used, and its completion stays a read', async () => {
  const { id } = await scene.upload(Buffer.from('hello'));
  expect(ok(await scene.complete(id))).toMatchObject({ status: 'rejected' });
  expect(world.messages).toEqual([]);
});

describe('killed between two writes:', () => {
  test('after the message and before the mark, the upload is inspected all the same', async () => {
    const created = await scene.create(announce(zip));
    await postForm(created, zip);
    const { uploadId } = created;
    const dies = world.handlerWith({}, async () => {
      world.messages.push({ orgId: scene.orgId, uploadId });
      throw new Error('the function was killed');
    });
    const asked = { routeKey: 'POST /v1/uploads/{id}/complete', params: { id: uploadId }, body: {} };
    expect((await scene.ask(asked, {}, dies)).statusCode).toBe(500);
    expect(await scene.read(uploadId)).toMatchObject({ status: 'pending' });
    expect(await world.inspectAll()).toBe(0);
    expect(await scene.read(uploadId)).toMatchObject({ status: 'ready' });
    expect(ok(await scene.complete(uploadId))).toMatchObject({ status: 'ready' });
  });

  test('after the begin and before the verdict, it is inspected anew', async () => {
    const { id, message } = await completed();
    const download = async () => Promise.reject(new Error('the network broke'));
    expect(await world.inspectAll({ download })).toBe(1);
    expect(await scene.read(id)).toMatchObject({ status: 'inspecting' });
    world.messages.push(message);
    expect(await world.inspectAll()).toBe(0);
    expect(await scene.read(id)).toMatchObject({ status: 'ready' });
    expect(world.leftovers()).toEqual([]);
  });

  test('a download that breaks leaves nothing on the disk', async () => {
    const { message } = await completed();
    const stream = new Readable({ read: () => {} });
    stream.push('half');
    const download = async (key: string) => {
      const info = await world.objects.lookUp(key);
      queueMicrotask(() => stream.destroy(new Error('the network broke')));
      return info && { info, body: stream };
    };
    expect(await world.inspectAll({ download })).toBe(1);
    expect(world.leftovers()).toEqual([]);
    world.messages.push(message);
    expect(await world.inspectAll()).toBe(0);
  });
});

test('a content that kills every inspection is rejected by the last, which does not look at it', async () => {
  const { id, message } = await completed();
  let opened = 0;
  const download = async () => {
    opened += 1;
    throw new Error('the function was killed');
  };
  for (let tries = 0; tries < maxInspections; tries += 1) {
    expect(await world.inspectAll({ download })).toBe(1);
    expect(await scene.read(id)).toMatchObject({ status: 'inspecting' });
    world.messages.push(message);
  }
  expect(await world.inspectAll({ download })).toBe(0);
  expect(opened).toBe(maxInspections);
  expect(await scene.read(id)).toMatchObject({ status: 'rejected', reasons: [{ code: 'inspection_failed' }] });
  // The queue gives up after five, so that the last is among its tries.
  expect(maxInspections).toBeLessThan(5);
});

test('a message that comes twice, or late, changes nothing', async () => {
  const { id, message } = await completed();
  world.messages.push(message);
  expect(await world.inspectAll()).toBe(0);
  const first = await scene.read(id);
  world.messages.push(message);
  expect(await world.inspectAll()).toBe(0);
  expect(await scene.read(id)).toEqual(first);
});

test('content that went away before its inspection is a rejection', async () => {
  const { id } = await completed();
  await world.objects.discardArrival(`7d/org/${scene.orgId}/incoming/${id}`);
  await world.inspectAll();
  expect(await scene.read(id)).toMatchObject({ status: 'rejected', reasons: [{ code: 'content_missing' }] });
});

test('an upload that is deleted while it is inspected stays deleted, and its content is not remembered', async () => {
  const { id } = await completed();
  const download = async (key: string) => {
    expect((await scene.ask({ routeKey: 'DELETE /v1/uploads/{id}', params: { id } })).statusCode).toBe(204);
    return world.objects.download(key);
  };
  expect(await world.inspectAll({ download })).toBe(0);
  const gone = await scene.ask({ routeKey: 'GET /v1/uploads/{id}', params: { id } });
  expect(problemOf(gone)).toMatchObject({ status: 404 });
  expect(await scene.create(announce(zip))).toMatchObject({ deduplicated: false });
});

test('an upload that is deleted while somebody waits for it is 404', async () => {
  const { id } = await completed();
  const waiting = scene.ask({ routeKey: 'GET /v1/uploads/{id}', params: { id }, query: { waitSeconds: '20' } });
  await scene.ask({ routeKey: 'DELETE /v1/uploads/{id}', params: { id } });
  expect((await waiting).statusCode).toBe(404);
});

test('a ready upload that is deleted loses its name, not its content', async () => {
  const { id } = await scene.upload(zip);
  expect((await scene.ask({ routeKey: 'DELETE /v1/uploads/{id}', params: { id } })).statusCode).toBe(204);
  expect(await scene.create(announce(zip))).toMatchObject({ status: 'ready', deduplicated: true });
});

test('a message that is none of ours comes back alone, and ends among the dead letters', async () => {
  const inspected: string[] = [];
  const consume = inspectionConsumer(world.log, async ({ uploadId }) => void inspected.push(uploadId));
  const record = (messageId: string, body: string) => ({
    ...{ messageId, body, receiptHandle: '', messageAttributes: {}, md5OfBody: '' },
    ...{ eventSource: 'aws:sqs', eventSourceARN: '', awsRegion: 'eu-central-1' },
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '', SenderId: '', ApproximateFirstReceiveTimestamp: '' },
  });
  const uploadId = 'upl_01k9rs6d8mfzqzm2d9x2v7y1e0';
  const good = JSON.stringify({ orgId: 'org_1', uploadId });
  const Records = [record('1', '{'), record('2', '{"orgId":"org_1"}'), record('3', good)];
  expect(await consume({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '2' }] });
  expect(inspected).toEqual([uploadId]);
});
