import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { revokeKey } from '../../../lambdas/auth/api-key/revoke-key.ts';
import { authContract } from '../../../lambdas/auth/contract.ts';
import { routeKey } from '../../../shared/route.ts';
import { authenticated, bodyOf, problemOf } from '../../shared/http-event.ts';
import { type AuthWorld, startAuth } from './auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());

/** Of each kind of thing that has an id in a path: one that belongs to the victim. */
async function victim() {
  const person = await world.addPerson();
  const { apiKey, secret } = await person.addKey();
  const made = await world.ask({ routeKey: 'POST /v1/projects', body: { name: 'secret plan' }, credential: secret });
  const project = z.object({ id: z.string() }).parse(bodyOf(made));
  const ids = { projects: project.id, 'api-keys': apiKey.id, organizations: person.organization.id };
  return { ...person, secret, apiKey, ids: new Map(Object.entries(ids)) };
}

const pathsWithId = Object.values(authContract).filter((route) => route.path.includes('{id}'));
const bodies = new Map<string, object>([
  ['PATCH /v1/projects/{id}', { name: 'mine now' }],
  ['POST /v1/projects', { name: 'p' }],
  ['POST /v1/api-keys', { name: 'k', scopes: ['admin'] }],
]);

test('there are routes to try', () => {
  expect(pathsWithId.map(routeKey)).toEqual(
    expect.arrayContaining(['DELETE /v1/projects/{id}', 'GET /v1/api-keys/{id}']),
  );
});

test.each(pathsWithId.map((route) => [routeKey(route)]))('%s of another organization is not there', async (key) => {
  const { ids, secret } = await victim();
  const stranger = await world.addPerson();
  const authorizer = authenticated({ orgId: stranger.organization.id, actorId: stranger.user.id });
  const id = ids.get(key.split('/')[2] ?? '') ?? '';
  expect(id).not.toBe('');
  const body = bodies.get(key);
  const reply = await world.ask({ routeKey: key, params: { id }, authorizer, ...(body && { body }) });
  expect(problemOf(reply)).toMatchObject({ status: 404, code: 'not_found' });
  const own = await world.ask({ routeKey: 'GET /v1/projects', credential: secret });
  expect(bodyOf(own)).toMatchObject({ items: [{ name: 'secret plan', version: 1 }] });
});

test('the lists of another organization do not show what is ours', async () => {
  const { apiKey } = await victim();
  const stranger = await world.addPerson();
  const { secret: credential } = await stranger.addKey();
  for (const key of ['GET /v1/projects', 'GET /v1/api-keys', 'GET /v1/organizations']) {
    const reply = await world.ask({ routeKey: key, credential });
    expect(reply.statusCode).toBe(200);
    expect(reply.body).not.toContain('secret plan');
    expect(reply.body).not.toContain(apiKey.id);
  }
});

test('a cursor of another organization opens nothing of it', async () => {
  const { ids } = await victim();
  const { secret: credential } = await (await world.addPerson()).addKey();
  const cursor = Buffer.from(ids.get('projects') ?? '').toString('base64url');
  const reply = await world.ask({ routeKey: 'GET /v1/projects', query: { cursor }, credential });
  expect(bodyOf(reply)).toEqual({ items: [] });
});

test.each(['GET /v1/projects', 'GET /v1/api-keys'])('a cursor that %s did not issue is refused', async (key) => {
  const { secret: credential } = await (await world.addPerson()).addKey();
  const reply = await world.ask({ routeKey: key, query: { cursor: 'forged' }, credential });
  expect(problemOf(reply)).toMatchObject({ status: 400, code: 'invalid_cursor' });
});

test('a key of another organization cannot be revoked', async () => {
  const { apiKey, secret } = await victim();
  const { ctx } = await world.addPerson();
  await expect(revokeKey({ ctx, deps: world, input: { id: apiKey.id } })).rejects.toMatchObject({ code: 'not_found' });
  expect((await world.ask({ routeKey: 'GET /v1/me', credential: secret })).statusCode).toBe(200);
});

const guarded = Object.values(authContract).filter(({ access }) => access !== 'public' && access !== 'authenticated');

test.each(guarded.map((route) => [routeKey(route)]))('%s needs a credential, and its permission', async (key) => {
  const id = (await victim()).ids.get(key.split('/')[2] ?? '') ?? '';
  const body = bodies.get(key);
  const asked = { routeKey: key, ...(key.includes('{id}') && { params: { id } }), ...(body && { body }) };
  expect(problemOf(await world.ask(asked))).toMatchObject({ status: 401, code: 'unauthenticated' });
  const powerless = authenticated({ permissions: '' });
  expect(problemOf(await world.ask({ ...asked, authorizer: powerless }))).toMatchObject({
    status: 403,
    code: 'forbidden',
  });
});
