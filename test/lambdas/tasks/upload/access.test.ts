import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../../shared/id.ts';
import { permissions } from '../../../../shared/permission.ts';
import { projectKey } from '../../../../shared/project.ts';
import { problemOf } from '../../../shared/http-event.ts';
import { announce, goodZip, ok, postForm, projectId, startUploadWorld, type UploadWorld } from './upload-world.ts';

let world: UploadWorld;
beforeAll(async () => {
  world = await startUploadWorld();
});
afterAll(() => world.close());

const zip = goodZip();
const otherProject = newId('project', 2);
const without = (...taken: string[]) => permissions.filter((permission) => !taken.includes(permission)).join(' ');
const routes = [
  ['GET /v1/uploads/{id}', undefined],
  ['GET /v1/uploads/{id}/parts', undefined],
  ['POST /v1/uploads/{id}/complete', {}],
  ['DELETE /v1/uploads/{id}', undefined],
] as const;

test.each<[string, Record<string, unknown>]>([
  ['another organization', { orgId: newId('organization', 5) }],
  ['a key that is restricted to another project', { projects: otherProject, actorType: 'api-key' }],
  ['a member of no team of its project', { permissions: without('projects:read-all'), teams: newId('team', 2) }],
  ['a credential that may not read the product', { permissions: without('insight:read', 'insight:write') }],
])('for %s there is no such upload', async (_, as) => {
  const scene = await world.scene();
  await world.tables.table.put({ ...projectKey(scene.orgId, projectId), id: projectId, teamIds: [newId('team', 1)] });
  const created = await scene.create(announce(zip));
  await postForm(created, zip);
  for (const [routeKey, body] of routes) {
    const reply = await scene.ask({ routeKey, params: { id: created.uploadId }, ...(body && { body }) }, as);
    expect(problemOf(reply), routeKey).toMatchObject({ status: 404, code: 'not_found' });
  }
  expect(ok(await scene.ask({ routeKey: 'GET /v1/uploads' }, as))).toEqual({ items: [] });
  expect(await scene.read(created.uploadId)).toMatchObject({ status: 'pending' });
});

test.each<[string, Record<string, unknown>, Record<string, unknown>, number]>([
  ['a project that there is not', {}, { projectId: otherProject }, 404],
  ['a project that the key is not for', { projects: otherProject }, {}, 404],
  ['no project, with a key that is restricted to projects', { projects: projectId }, { projectId: undefined }, 422],
  ['a product that the credential may not write', { permissions: without('insight:write') }, {}, 403],
  [
    'the other product that the credential may not write',
    { permissions: without('autopilot:write') },
    { purpose: 'autopilot.run' },
    403,
  ],
  ['anything, with a credential that only reads', { permissions: without('tasks:write') }, {}, 403],
])('nobody announces an upload for %s', async (_, as, change, status) => {
  const scene = await world.scene();
  const reply = await scene.ask({ routeKey: 'POST /v1/uploads', body: announce(zip, change) }, as);
  expect(problemOf(reply)).toMatchObject({ status });
  expect(ok(await scene.ask({ routeKey: 'GET /v1/uploads' }))).toEqual({ items: [] });
});

test('nobody begins an upload in parts with S3 for a project that is not theirs', async () => {
  const scene = await world.scene({ plan: 'pro' });
  let begun = 0;
  const beginParts = async () => {
    begun += 1;
    return 'begun';
  };
  const handle = world.handlerWith({ beginParts });
  const body = announce(zip, { sizeBytes: 200 * 1_024 ** 2, projectId: otherProject });
  expect((await scene.ask({ routeKey: 'POST /v1/uploads', body }, {}, handle)).statusCode).toBe(404);
  expect(begun).toBe(0);
});

test('a reader of the product sees the upload, and may neither complete nor delete it', async () => {
  const scene = await world.scene();
  const created = await scene.create(announce(zip));
  await postForm(created, zip);
  const as = { permissions: without('insight:write') };
  const params = { id: created.uploadId };
  expect((await scene.ask({ routeKey: 'GET /v1/uploads/{id}', params }, as)).statusCode).toBe(200);
  for (const [routeKey, body] of routes.slice(1)) {
    expect((await scene.ask({ routeKey, params, ...(body && { body }) }, as)).statusCode, routeKey).toBe(403);
  }
});

test('an upload of no project is there for the organization, and not for a key that is restricted to projects', async () => {
  const scene = await world.scene();
  const { projectId: _, ...body } = announce(zip);
  const { uploadId } = await scene.create(body);
  const params = { id: uploadId };
  const restricted = await scene.ask({ routeKey: 'GET /v1/uploads/{id}', params }, { projects: projectId });
  expect(restricted.statusCode).toBe(404);
  expect(await scene.read(uploadId)).not.toHaveProperty('projectId');
});
