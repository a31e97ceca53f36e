import { afterEach, beforeEach, expect, test } from 'vitest';
import { problemOf } from '../../../shared/http-event.ts';
import { announce, goodZip, ok, postForm, type Scene, startUploadWorld, type UploadWorld } from './upload-world.ts';

/** Each test moves the clock of the platform and of S3; signatures have the real time, so each has a world of its own. */
let world: UploadWorld;
let scene: Scene;
beforeEach(async () => {
  world = await startUploadWorld();
  scene = await world.scene();
});
afterEach(() => world.close());

const zip = goodZip();
const day = 86_400_000;

test('a form after 15 minutes', async () => {
  const created = await scene.create(announce(zip));
  world.s3.clock.advance(15 * 60_000 + 1_000);
  expect(await postForm(created, zip)).toMatchObject({
    status: 403,
    text: expect.stringContaining('Policy expired'),
  });
});

test('an upload whose bytes do not come expires after a day, and cannot be completed then', async () => {
  const { uploadId } = await scene.create(announce(zip));
  await postForm(await scene.create(announce(zip)), zip);
  world.s3.clock.advance(day);
  expect(await scene.read(uploadId)).toMatchObject({ status: 'expired' });
  expect(problemOf(await scene.complete(uploadId))).toMatchObject({
    status: 409,
    detail: expect.stringContaining('over'),
  });
  const listed = (status: string) => scene.ask({ routeKey: 'GET /v1/uploads', query: { status } });
  expect(ok(await listed('expired'))).toMatchObject({ items: [{}, {}] });
  expect(ok(await listed('pending'))).toEqual({ items: [] });
});

test('content that goes within a day is asked for again, and its time begins anew', async () => {
  const first = await scene.upload(zip);
  world.s3.clock.advance(6 * day + 1_000);
  const again = await scene.create(announce(zip));
  expect(again).toMatchObject({ status: 'pending', deduplicated: false, url: expect.any(String) });
  expect(Date.parse(first.availableUntil ?? '') - world.now()).toBeLessThan(day);
});

test('content that is kept long enough is not asked for', async () => {
  const first = await scene.upload(zip);
  world.s3.clock.advance(5 * day);
  const again = await scene.create(announce(zip));
  expect(again).toMatchObject({ status: 'ready', deduplicated: true });
  expect(await scene.read(again.uploadId)).toMatchObject({ availableUntil: first.availableUntil });
});

test('a plan that keeps content longer than the content is kept asks for it again', async () => {
  await scene.upload(zip);
  expect(await scene.create(announce(zip), { plan: 'pro' })).toMatchObject({ status: 'pending' });
  expect(await scene.create(announce(zip))).toMatchObject({ status: 'ready' });
});
