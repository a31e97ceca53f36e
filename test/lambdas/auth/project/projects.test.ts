import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
  world.bus.events.length = 0;
});

const Project = z.strictObject({
  ...{ id: z.string(), name: z.string(), repositoryUrl: z.string().optional() },
  ...{ teamIds: z.array(z.string()), createdAt: z.string(), updatedAt: z.string(), version: z.number() },
});

/** The projects of a new organization, over HTTP. */
async function projects(plan: 'free' | 'pro' | 'enterprise' = 'free') {
  const { addKey, organization } = await world.addPerson({ plan });
  const { secret: credential } = await addKey();
  const json = { 'content-type': 'application/json' };
  const one = (method: string, id: string, more: object = {}) =>
    world.ask({ routeKey: `${method} /v1/projects/{id}`, params: { id }, credential, ...more });
  return {
    organization,
    create: (body: object, headers: Record<string, string> = {}) =>
      world.ask({ routeKey: 'POST /v1/projects', body, credential, headers: { ...json, ...headers } }),
    list: (query: Record<string, string> = {}) => world.ask({ routeKey: 'GET /v1/projects', query, credential }),
    get: (id: string, headers: Record<string, string> = {}) => one('GET', id, { headers }),
    update: (id: string, body: object, headers: Record<string, string> = {}) =>
      one('PATCH', id, { body, headers: { ...json, ...headers } }),
    remove: (id: string) => one('DELETE', id),
  };
}

const created = async (reply: ReturnType<Awaited<ReturnType<typeof projects>>['create']>) =>
  Project.parse(bodyOf(await reply));

test('a project is made, read, changed, listed and deleted', async () => {
  const { create, get, update, list, remove, organization } = await projects();
  const project = await created(create({ name: ' Engine ', repositoryUrl: 'https://git.example/engine' }));
  expect(project).toMatchObject({ name: 'Engine', version: 1 });
  expect(bodyOf(await get(project.id))).toEqual(project);
  world.clock.now += 1_000;
  const changed = Project.parse(bodyOf(await update(project.id, { name: 'Difference engine' })));
  const updatedAt = new Date(start + 1_000).toISOString();
  expect(changed).toEqual({ ...project, name: 'Difference engine', version: 2, updatedAt });
  expect(bodyOf(await list())).toEqual({ items: [changed] });
  expect(await remove(project.id)).toMatchObject({ statusCode: 204 });
  expect(problemOf(await get(project.id))).toMatchObject({ status: 404, code: 'not_found' });
  expect(problemOf(await remove(project.id))).toMatchObject({ code: 'not_found' });
  expect(problemOf(await update(project.id, { name: 'x' }))).toMatchObject({ code: 'not_found' });
  expect(world.bus.events).toMatchObject([
    { type: 'project.created.v1', orgId: organization.id, data: { projectId: project.id, name: 'Engine' } },
    { type: 'project.deleted.v1', orgId: organization.id, data: { projectId: project.id } },
  ]);
});

test('of ten parallel creations a free organization gets exactly three', async () => {
  const { create, list } = await projects();
  const replies = await Promise.all(Array.from({ length: 10 }, (_, at) => create({ name: `p${at}` })));
  expect(replies.filter(({ statusCode }) => statusCode === 201)).toHaveLength(3);
  const refused = replies.filter(({ statusCode }) => statusCode !== 201).map(problemOf);
  expect(new Set(refused.map(({ code, status }) => `${status} ${code}`))).toEqual(new Set(['402 plan_limit_reached']));
  expect(refused[0]?.detail).toBe('The free plan includes 3 projects; all are in use.');
  expect(z.object({ items: z.array(Project) }).parse(bodyOf(await list())).items).toHaveLength(3);
});

test('a deletion frees its place, once, however often it is asked for', async () => {
  const { create, remove } = await projects();
  const [first] = await Promise.all(['a', 'b', 'c'].map((name) => created(create({ name }))));
  const removals = await Promise.all(Array.from({ length: 5 }, () => remove(first?.id ?? '')));
  expect(removals.map(({ statusCode }) => statusCode).toSorted()).toEqual([204, 404, 404, 404, 404]);
  expect((await create({ name: 'd' })).statusCode).toBe(201);
  expect((await create({ name: 'e' })).statusCode).toBe(402);
});

test('an enterprise organization is not limited', async () => {
  const { create } = await projects('enterprise');
  const replies = await Promise.all(Array.from({ length: 12 }, (_, at) => create({ name: `p${at}` })));
  expect(replies.every(({ statusCode }) => statusCode === 201)).toBe(true);
});

test('the ETag is the version: it saves a read, and guards a change', async () => {
  const { create, get, update } = await projects();
  const reply = await create({ name: 'p' });
  const { id } = Project.parse(bodyOf(reply));
  expect(reply.headers).toMatchObject({ etag: '"v1"' });
  expect(await get(id, { 'if-none-match': '"v1"' })).toMatchObject({ statusCode: 304 });
  expect(await update(id, { name: 'q' }, { 'if-match': '"v1"' })).toMatchObject({
    statusCode: 200,
    headers: { etag: '"v2"' },
  });
  for (const stale of ['"v1"', '"v3"', 'v2', 'W/"v2"', '"other"']) {
    const problem = problemOf(await update(id, { name: 'r' }, { 'if-match': stale }));
    expect(problem, stale).toMatchObject({
      status: 412,
      code: 'precondition_failed',
      detail: 'The project is now at "v2".',
    });
  }
  expect((await update(id, { name: 'r' }, { 'if-match': '*' })).statusCode).toBe(200);
});

test('of parallel changes to one version one wins', async () => {
  const { create, update } = await projects();
  const { id } = await created(create({ name: 'p' }));
  const names = ['a', 'b', 'c', 'd'];
  const replies = await Promise.all(names.map((name) => update(id, { name }, { 'if-match': '"v1"' })));
  expect(replies.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 412, 412, 412]);
});

test.each([
  ['no name', {}],
  ['a blank name', { name: '  ' }],
  ['a long name', { name: 'x'.repeat(101) }],
  ['a repository that is no https link', { name: 'p', repositoryUrl: 'http://git.example/p' }],
  ['a repository at an address', { name: 'p', repositoryUrl: 'https://127.0.0.1/p' }],
  ['an organization of the caller’s choice', { name: 'p', orgId: 'org_other' }],
  ['an id of the caller’s choice', { name: 'p', id: 'prj_1' }],
])('%s is refused', async (_, body) => {
  const { create } = await projects();
  expect(problemOf(await create(body))).toMatchObject({ status: 422, code: 'validation_failed' });
});

test('a change must change something, and nothing that is ours', async () => {
  const { create, update } = await projects();
  const { id } = await created(create({ name: 'p' }));
  for (const body of [{}, { version: 9 }, { name: 'x', createdAt: 'now' }]) {
    expect(problemOf(await update(id, body))).toMatchObject({ code: 'validation_failed' });
  }
});

test('a creation that is repeated with its Idempotency-Key takes one place', async () => {
  const { create } = await projects();
  const send = () => create({ name: 'p' }, { 'idempotency-key': 'p-1' });
  const [one, two] = [await created(send()), await created(send())];
  expect(two).toEqual(one);
  expect((await create({ name: 'q' })).statusCode).toBe(201);
  expect((await create({ name: 'r' })).statusCode).toBe(201);
  expect((await create({ name: 's' })).statusCode).toBe(402);
});
