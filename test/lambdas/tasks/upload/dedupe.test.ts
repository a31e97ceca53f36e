import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../../../../shared/id.ts';
import { permissions } from '../../../../shared/permission.ts';
import { projectKey } from '../../../../shared/project.ts';
import { craftZip } from '../../../shared/archive/craft-zip.ts';
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

test('content that the organization has is ready at once, without bytes', async () => {
  const first = await scene.upload(zip);
  const again = await scene.create(announce(zip, { purpose: 'autopilot.run' }));
  expect(again).toEqual({
    ...{ uploadId: expect.any(String), status: 'ready', deduplicated: true, expiresAt: expect.any(String) },
  });
  const { content, availableUntil } = first;
  const expected = { status: 'ready', purpose: 'autopilot.run', deduplicated: true, content, availableUntil };
  expect(await scene.read(again.uploadId)).toMatchObject(expected);
  expect(world.messages).toEqual([]);
});

test('content of another organization is not known here: there is a form for it', async () => {
  await scene.upload(zip);
  const stranger = await world.scene();
  const created = await stranger.create(announce(zip));
  expect(created).toMatchObject({ status: 'pending', deduplicated: false, url: expect.any(String) });
  expect(created.fields?.key).toContain(stranger.orgId);
});

test('content that was not inspected yet, or found bad, is sent again', async () => {
  const created = await scene.create(announce(zip));
  await postForm(created, zip);
  expect(await scene.create(announce(zip))).toMatchObject({ status: 'pending' });
  const bad = craftZip([{ name: '../evil' }]);
  expect(await scene.upload(bad)).toMatchObject({ status: 'rejected' });
  expect(await scene.create(announce(bad))).toMatchObject({ status: 'pending' });
});

test('content whose object is gone is sent again', async () => {
  await scene.upload(zip);
  const Key = `7d/org/${scene.orgId}/blobs/${announce(zip).sha256}`;
  await world.client.send(new DeleteObjectCommand({ Bucket: world.bucket, Key }));
  expect(await scene.create(announce(zip))).toMatchObject({ status: 'pending', deduplicated: false });
  expect(await scene.upload(zip)).toMatchObject({ status: 'ready' });
});

test('a SHA-256 with another size is another content', async () => {
  await scene.upload(zip);
  expect(await scene.create(announce(zip, { sizeBytes: zip.length + 1 }))).toMatchObject({ status: 'pending' });
});

test('two uploads of the same content at once are both ready, and there is one object', async () => {
  const both = await Promise.all([scene.create(announce(zip)), scene.create(announce(zip))]);
  expect(both.map(({ deduplicated }) => deduplicated)).toEqual([false, false]);
  await Promise.all(both.map((created) => postForm(created, zip)));
  await Promise.all(both.map(async ({ uploadId }) => ok(await scene.complete(uploadId))));
  const waiting = world.messages.splice(0);
  expect(waiting).toHaveLength(2);
  const inspections = waiting.map((message) => {
    world.messages.push(message);
    return world.inspectAll();
  });
  expect(await Promise.all(inspections)).toEqual([0, 0]);
  for (const { uploadId } of both) expect(await scene.read(uploadId)).toMatchObject({ status: 'ready' });
  expect(await scene.create(announce(zip))).toMatchObject({ deduplicated: true });
});

test('to name a SHA-256 is not to have the content: who may not use its project sends the bytes', async () => {
  const [open, closed] = [newId('project', 7), newId('project', 8)];
  const [mine, theirs] = [newId('team', 1), newId('team', 2)];
  await world.tables.table.put({ ...projectKey(scene.orgId, open), id: open });
  await world.tables.table.put({ ...projectKey(scene.orgId, closed), id: closed, teamIds: [theirs] });
  await scene.upload(zip, { projectId: closed });
  const bound = permissions.filter((permission) => permission !== 'projects:read-all').join(' ');
  const asked = announce(zip, { projectId: open });
  expect(await scene.create(asked, { permissions: bound, teams: mine })).toMatchObject({ status: 'pending' });
  const guessed = await scene.create(asked, { projects: open, actorType: 'api-key' });
  expect(guessed).toMatchObject({ status: 'pending' });
  expect(await scene.complete(guessed.uploadId)).toMatchObject({ statusCode: 409 });
  expect(await scene.create(asked, { permissions: bound, teams: theirs })).toMatchObject({ status: 'ready' });
  expect(await scene.create(asked, { projects: `${open} ${closed}` })).toMatchObject({ status: 'ready' });
});
