import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { newId } from '../../../../shared/id.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { actsOf } from '../aftermath.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';
import { addBoss, addColleague } from '../colleagues.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const Id = z.object({ id: z.string() });
const Ids = z.object({ items: z.array(Id) });
const teams = (credential: string) => {
  const one = (method: string, path: string, params: Record<string, string>, more: object = {}) =>
    world.ask({ routeKey: `${method} /v1/${path}`, params, credential, ...more });
  return {
    create: async (name: string) =>
      Id.parse(bodyOf(await world.ask({ routeKey: 'POST /v1/teams', body: { name }, credential }))).id,
    get: (id: string) => one('GET', 'teams/{id}', { id }),
    rename: (id: string, name: string, headers: Record<string, string> = {}) =>
      one(
        'PATCH',
        'teams/{id}',
        { id },
        {
          body: { name },
          headers: { 'content-type': 'application/json', ...headers },
        },
      ),
    remove: (id: string) => one('DELETE', 'teams/{id}', { id }),
    add: (id: string, userId: string) => one('PUT', 'teams/{id}/members/{userId}', { id, userId }),
    drop: (id: string, userId: string) => one('DELETE', 'teams/{id}/members/{userId}', { id, userId }),
    members: (id: string) => one('GET', 'teams/{id}/members', { id }),
    project: async (name: string) =>
      Id.parse(bodyOf(await world.ask({ routeKey: 'POST /v1/projects', body: { name }, credential }))).id,
    open: (id: string, teamId: string) => one('PUT', 'projects/{id}/teams/{teamId}', { id, teamId }),
    close: (id: string, teamId: string) => one('DELETE', 'projects/{id}/teams/{teamId}', { id, teamId }),
    getProject: (id: string) => one('GET', 'projects/{id}', { id }),
    patchProject: (id: string) => one('PATCH', 'projects/{id}', { id }, { body: { name: 'new' } }),
    removeProject: (id: string) => one('DELETE', 'projects/{id}', { id }),
    listProjects: async () =>
      Ids.parse(bodyOf(await world.ask({ routeKey: 'GET /v1/projects', credential }))).items.map(({ id }) => id),
  };
};

test('a team is made, renamed under its version, listed and deleted', async () => {
  const boss = await addBoss(world);
  const { create, get, rename, remove } = teams(boss.credential);
  const id = await create('Core');
  expect(await get(id)).toMatchObject({ statusCode: 200, headers: { etag: '"v1"' } });
  expect(bodyOf(await rename(id, 'Kernel', { 'if-match': '"v1"' }))).toMatchObject({ name: 'Kernel', version: 2 });
  expect(problemOf(await rename(id, 'Late', { 'if-match': '"v1"' }))).toMatchObject({ status: 412 });
  const list = await world.ask({ routeKey: 'GET /v1/teams', credential: boss.credential });
  expect(bodyOf(list)).toMatchObject({ items: [{ id, name: 'Kernel' }] });
  expect((await remove(id)).statusCode).toBe(204);
  expect(problemOf(await remove(id))).toMatchObject({ status: 404 });
  expect(problemOf(await rename(id, 'x'))).toMatchObject({ status: 404 });
  expect((await actsOf(world, boss.orgId)).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['team.created', 'team.updated', 'team.deleted']),
  );
});

test('a member of a team has it in what the authorizer says, and the team has them in its list', async () => {
  const boss = await addBoss(world);
  const { user } = await addColleague(world, boss.orgId);
  const { create, add, drop, members } = teams(boss.credential);
  const id = await create('Core');
  expect((await add(id, user.id)).statusCode).toBe(204);
  expect((await add(id, user.id)).statusCode).toBe(204);
  expect(bodyOf(await members(id))).toEqual({ items: [{ userId: user.id, name: 'Grace', email: user.email }] });
  expect((await world.organizations.membership(boss.orgId, user.id))?.teams).toEqual([id]);
  expect((await drop(id, user.id)).statusCode).toBe(204);
  expect(problemOf(await drop(id, user.id))).toMatchObject({ status: 404 });
  expect(bodyOf(await members(id))).toEqual({ items: [] });
  expect((await world.organizations.membership(boss.orgId, user.id))?.teams).toEqual([]);
});

test('parallel additions to many teams all count', async () => {
  const boss = await addBoss(world);
  const { user } = await addColleague(world, boss.orgId);
  const { create, add } = teams(boss.credential);
  const ids = [await create('a'), await create('b'), await create('c')];
  const replies = await Promise.all(ids.map((id) => add(id, user.id)));
  const added = ids.filter((_, at) => replies[at]?.statusCode === 204);
  expect((await world.organizations.membership(boss.orgId, user.id))?.teams?.toSorted()).toEqual(added.toSorted());
  expect(replies.every(({ statusCode }) => statusCode === 204 || statusCode === 503)).toBe(true);
  expect(added.length).toBeGreaterThan(0);
});

test('a deleted team leaves no trace with its members', async () => {
  const boss = await addBoss(world);
  const people = await Promise.all([1, 2, 3].map(() => addColleague(world, boss.orgId)));
  const { create, add, remove } = teams(boss.credential);
  const [gone, kept] = [await create('gone'), await create('kept')];
  for (const { user } of people) {
    await add(gone, user.id);
    await add(kept, user.id);
  }
  expect((await remove(gone)).statusCode).toBe(204);
  for (const { user } of people) {
    expect((await world.organizations.membership(boss.orgId, user.id))?.teams).toEqual([kept]);
  }
  expect(
    JSON.stringify(await world.table.query(z.unknown(), { pk: `ORG#${boss.orgId}`, skPrefix: 'TEAM', limit: 99 })),
  ).not.toContain(gone);
});

test('a team that a project is open to stays until it is taken off', async () => {
  const boss = await addBoss(world);
  const { create, remove, project, open, close, removeProject } = teams(boss.credential);
  const [one, two] = [await create('one'), await create('two')];
  const [first, second] = [await project('first'), await project('second')];
  await open(first, one);
  await open(second, two);
  expect(problemOf(await remove(one))).toMatchObject({ status: 409, code: 'conflict' });
  expect((await close(first, one)).statusCode).toBe(200);
  expect((await remove(one)).statusCode).toBe(204);
  expect((await removeProject(second)).statusCode).toBe(204);
  expect((await remove(two)).statusCode).toBe(204);
});

test('a closed project is there for its teams, for who may see all, and for keys; for nobody else', async () => {
  const boss = await addBoss(world);
  const [inside, outside, admin] = [
    await addColleague(world, boss.orgId, 'developer'),
    await addColleague(world, boss.orgId, 'developer'),
    await addColleague(world, boss.orgId, 'admin'),
  ];
  const owner = teams(boss.credential);
  const [closed, open] = [await owner.project('closed'), await owner.project('open')];
  const [team, other] = [await owner.create('in'), await owner.create('out')];
  await owner.add(team, inside.user.id);
  await owner.add(other, outside.user.id);
  expect(bodyOf(await owner.open(closed, team))).toMatchObject({ id: closed, teamIds: [team], version: 2 });
  const { secret } = await boss.addKey({ scopes: ['projects:write'] });
  for (const credential of [boss.credential, inside.credential, admin.credential, secret]) {
    expect((await teams(credential).getProject(closed)).statusCode).toBe(200);
    expect((await teams(credential).listProjects()).toSorted()).toEqual([closed, open].toSorted());
  }
  const stranger = teams(outside.credential);
  expect(await stranger.listProjects()).toEqual([open]);
  for (const reply of [await stranger.getProject(closed), await stranger.patchProject(closed)]) {
    expect(problemOf(reply)).toMatchObject({ status: 404, code: 'not_found' });
  }
  await owner.close(closed, team);
  expect((await stranger.getProject(closed)).statusCode).toBe(200);
});

test('a credential that is restricted to projects reaches these only, and makes none', async () => {
  const boss = await addBoss(world);
  const owner = teams(boss.credential);
  const [mine, theirs] = [await owner.project('mine'), await owner.project('theirs')];
  const { secret } = await boss.addKey({ scopes: ['admin'], projectIds: [mine] });
  const key = teams(secret);
  expect(await key.listProjects()).toEqual([mine]);
  for (const reply of [
    await key.getProject(theirs),
    await key.patchProject(theirs),
    await key.removeProject(theirs),
    await key.open(theirs, await owner.create('t')),
  ]) {
    expect(problemOf(reply)).toMatchObject({ status: 404 });
  }
  expect((await key.patchProject(mine)).statusCode).toBe(200);
  const made = await world.ask({ routeKey: 'POST /v1/projects', body: { name: 'p' }, credential: secret });
  expect(problemOf(made)).toMatchObject({ status: 403, code: 'forbidden' });
});

test('teams and members of another organization are not there', async () => {
  const [boss, stranger] = [await addBoss(world), await addBoss(world)];
  const [mine, theirs] = [teams(boss.credential), teams(stranger.credential)];
  const [own, foreign, project] = [await mine.create('own'), await theirs.create('foreign'), await mine.project('p')];
  for (const reply of [
    await mine.open(project, foreign),
    await mine.add(own, stranger.user.id),
    await mine.add(foreign, boss.user.id),
    await mine.close(project, foreign),
    await mine.open(project, newId('team', 1)),
  ]) {
    expect(problemOf(reply)).toMatchObject({ status: 404, code: 'not_found' });
  }
  expect(bodyOf(await mine.getProject(project))).toMatchObject({ teamIds: [] });
});

test('a member is in twenty teams at most, and a project is open to as many', async () => {
  const boss = await addBoss(world);
  const owner = teams(boss.credential);
  const [project, extra] = [await owner.project('p'), await owner.create('extra')];
  for (let at = 0; at < 20; at += 1) {
    const id = await owner.create(`t${at}`);
    await owner.add(id, boss.user.id);
    await owner.open(project, id);
  }
  expect(problemOf(await owner.add(extra, boss.user.id))).toMatchObject({ status: 409 });
  expect(problemOf(await owner.open(project, extra))).toMatchObject({ status: 409 });
});

test('a list in which most is closed to one is still whole', async () => {
  const boss = await addBoss(world);
  const outside = await addColleague(world, boss.orgId);
  const owner = teams(boss.credential);
  const team = await owner.create('in');
  const seen: string[] = [];
  for (let at = 0; at < 9; at += 1) {
    const id = await owner.project(`p${at}`);
    if (at % 4 === 0) seen.push(id);
    else await owner.open(id, team);
    world.clock.now += 1;
  }
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: '2', ...(cursor && { cursor }) };
    const reply = await world.ask({ routeKey: 'GET /v1/projects', query, credential: outside.credential });
    const page = Ids.extend({ nextCursor: z.string().optional() }).parse(bodyOf(reply));
    found.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor);
  expect(found).toEqual(seen);
});
