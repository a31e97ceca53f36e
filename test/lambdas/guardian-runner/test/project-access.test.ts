import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { newId } from '../../../../shared/id.ts';
import { permissions } from '../../../../shared/permission.ts';
import { projectKey } from '../../../../shared/project.ts';
import { type Asked, authenticated, bodyOf, problemOf } from '../../../shared/http-event.ts';
import { type Guardian, type GuardianWorld, startGuardian } from './guardian-world.ts';

let world: GuardianWorld;
beforeAll(async () => {
  world = await startGuardian();
});
afterAll(() => world.close());

const team = newId('team', 1);
const bound = permissions.filter((permission) => permission !== 'projects:read-all').join(' ');

/** An organization with a test of a project that is closed to `team`. */
async function closed() {
  const guardian = await world.organization();
  const task = await guardian.submit();
  await guardian.run(task);
  const { orgId, projectId } = guardian;
  await world.projects.update(projectKey(orgId, projectId), { set: { teamIds: [team] } });
  return { guardian, id: task.id };
}

const as = (guardian: Guardian, verdict: object, asked: Asked) =>
  guardian.ask({ ...asked, authorizer: authenticated({ orgId: guardian.orgId, ...verdict }) });
const submit = (guardian: Guardian, verdict: object, projectId = guardian.projectId) =>
  as(guardian, verdict, {
    routeKey: 'POST /v1/guardian/tests',
    body: { projectId, url: 'https://shop.example/' },
  });
const reads = (id: string): Asked[] => [
  { routeKey: 'GET /v1/guardian/tests/{id}', params: { id } },
  { routeKey: 'GET /v1/guardian/tests/{id}/report', params: { id } },
  { routeKey: 'GET /v1/guardian/tests/{id}/artifacts/{name}', params: { id, name: 'screenshot.webp' } },
];
const idsOf = async (guardian: Guardian, verdict: object, query: Record<string, string> = {}) =>
  z
    .object({ items: z.array(z.object({ id: z.string() })) })
    .parse(bodyOf(await as(guardian, verdict, { routeKey: 'GET /v1/guardian/tests', query })))
    .items.map(({ id }) => id);

test.each([
  ['a member of another team', { permissions: bound, teams: newId('team', 2) }],
  ['a member of no team', { permissions: bound }],
  ['a key that is restricted to another project', { actorType: 'api-key', projects: newId('project', 3) }],
  ['a key that is restricted to no project', { actorType: 'workload', projects: '' }],
  ['an owner’s application that is restricted', { projects: newId('project', 3) }],
])('%s finds nothing of a closed project', async (_, verdict) => {
  const { guardian, id } = await closed();
  for (const asked of reads(id)) {
    expect(problemOf(await as(guardian, verdict, asked)), asked.routeKey).toMatchObject({ status: 404 });
  }
  expect(problemOf(await submit(guardian, verdict))).toMatchObject({ status: 404, code: 'not_found' });
  expect(guardian.scene.queue.sent).toHaveLength(1);
  expect(await idsOf(guardian, verdict)).toEqual([]);
  expect(await idsOf(guardian, verdict, { projectId: guardian.projectId })).toEqual([]);
});

test.each([
  ['a member of its team', { permissions: bound, teams: `${newId('team', 2)} ${team}` }],
  ['somebody who may see all projects', {}],
  ['a key without restriction', { actorType: 'api-key', permissions: bound }],
])('%s uses a closed project as any other', async (_, verdict) => {
  const { guardian, id } = await closed();
  for (const asked of reads(id)) expect((await as(guardian, verdict, asked)).statusCode).toBeLessThan(400);
  expect(await idsOf(guardian, verdict)).toEqual([id]);
  expect((await submit(guardian, verdict)).statusCode).toBe(202);
});

test('a key that is restricted to a project works with it', async () => {
  const { guardian, id } = await closed();
  const verdict = { actorType: 'api-key', projects: guardian.projectId };
  expect(await idsOf(guardian, verdict)).toEqual([id]);
  expect((await submit(guardian, verdict)).statusCode).toBe(202);
});

test('the tests of a closed project do not open when it is deleted', async () => {
  const { guardian, id } = await closed();
  await world.projects.delete(projectKey(guardian.orgId, guardian.projectId));
  const verdict = { permissions: bound };
  expect(await idsOf(guardian, verdict)).toEqual([]);
  expect(await idsOf(guardian, {})).toEqual([id]);
});

test('an open project is there for all, with an empty list of teams, too', async () => {
  const { guardian, id } = await closed();
  const { orgId, projectId } = guardian;
  await world.projects.update(projectKey(orgId, projectId), { set: { teamIds: [] } });
  const verdict = { permissions: bound };
  expect(await idsOf(guardian, verdict)).toEqual([id]);
  expect((await submit(guardian, verdict)).statusCode).toBe(202);
});

test('a list asks for access once, and not at all for who may see all', async () => {
  const { guardian } = await closed();
  for (const [verdict, reads] of [
    [{ permissions: bound, teams: team }, 1],
    [{}, 0],
    [{ actorType: 'api-key' }, 0],
  ] as const) {
    const before = world.calls.length;
    await idsOf(guardian, verdict);
    const calls = world.calls.slice(before).map(({ action }) => action);
    expect(calls.filter((action) => action === 'dynamodb:BatchGetItem')).toHaveLength(reads);
  }
});
