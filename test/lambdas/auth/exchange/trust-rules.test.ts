import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../../shared/id.ts';
import { permissions } from '../../../../shared/permission.ts';
import { authenticated, bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { actsOf } from '../aftermath.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';
import type { Person } from '../oauth/oauth-world.ts';
import { addProject, addRule, asOwner, createRule, newRule } from './exchange-world.ts';

let world: AuthWorld;
let person: Person;
beforeAll(async () => {
  world = await startAuth();
  person = await world.addPerson();
});
afterAll(() => world.close());

const read = (id: string, who = person) =>
  world.ask({ routeKey: 'GET /v1/trust-rules/{id}', params: { id }, authorizer: asOwner(who) });
const update = (id: string, body: object) =>
  world.ask({ routeKey: 'PATCH /v1/trust-rules/{id}', params: { id }, body, authorizer: asOwner(person) });
const remove = (id: string) =>
  world.ask({ routeKey: 'DELETE /v1/trust-rules/{id}', params: { id }, authorizer: asOwner(person) });

test('a rule is what was asked for, and who asked', async () => {
  const projectIds = [await addProject(world, person)];
  const reply = await createRule(world, person, { projectIds });
  expect(reply.statusCode).toBe(201);
  const rule = { ...newRule, projectIds, createdBy: person.user.id, createdAt: new Date(start).toISOString() };
  expect(bodyOf(reply)).toEqual({ id: expect.stringMatching(/^trust_/), ...rule });
});

test('a rule is read, listed, changed and deleted, and each act is recorded', async () => {
  const own = await world.addPerson();
  const id = await addRule(world, own);
  const asked = { params: { id }, authorizer: asOwner(own) };
  world.clock.now += 1;
  const changed = await world.ask({ ...asked, routeKey: 'PATCH /v1/trust-rules/{id}', body: { name: 'Nightly' } });
  expect(bodyOf(changed)).toMatchObject({ id, name: 'Nightly', audience: newRule.audience });
  expect(bodyOf(await read(id, own))).toEqual(bodyOf(changed));
  const list = await world.ask({ routeKey: 'GET /v1/trust-rules', authorizer: asOwner(own) });
  expect(bodyOf(list)).toEqual({ items: [bodyOf(changed)] });
  world.clock.now += 1;
  expect((await world.ask({ ...asked, routeKey: 'DELETE /v1/trust-rules/{id}' })).statusCode).toBe(204);
  world.clock.now = start;
  expect(problemOf(await read(id, own))).toMatchObject({ code: 'not_found' });
  const acts = await actsOf(world, own.organization.id);
  expect(acts.map(({ action, target, before, after }) => ({ action, target, before, after }))).toEqual([
    { action: 'trust-rule.created', target: { type: 'trust-rule', id }, before: undefined, after: newRule },
    {
      action: 'trust-rule.updated',
      target: { type: 'trust-rule', id },
      before: { name: newRule.name },
      after: { name: 'Nightly' },
    },
    expect.objectContaining({ action: 'trust-rule.deleted', before: expect.objectContaining({ name: 'Nightly' }) }),
  ]);
});

test('what is not there is not changed and not deleted', async () => {
  const id = newId('trustRule', start);
  for (const reply of [await update(id, { name: 'x' }), await remove(id), await read(id)]) {
    expect(problemOf(reply)).toMatchObject({ status: 404, code: 'not_found' });
  }
});

test('of many deletions at once each ends in peace, and the rule is gone', async () => {
  const id = await addRule(world, person);
  const answers = await Promise.all(Array.from({ length: 10 }, () => remove(id)));
  expect(answers.filter(({ statusCode }) => statusCode === 204)).toHaveLength(1);
  expect(problemOf(await read(id))).toMatchObject({ code: 'not_found' });
});

test.each<[string, object]>([
  ['an issuer without https', { issuer: 'http://ci.example' }],
  ['an issuer on this machine', { issuer: 'http://localhost:8080' }],
  ['an issuer with a user', { issuer: 'https://user@ci.example' }],
  ['an issuer with a query', { issuer: 'https://ci.example?x=1' }],
  ['an issuer with an empty query', { issuer: 'https://ci.example?' }],
  ['an issuer with a fragment', { issuer: 'https://ci.example#x' }],
  ['an issuer in capitals', { issuer: 'https://CI.example' }],
  ['an issuer in letters that look alike', { issuer: 'https://g\u0456thub.com' }],
  ['an issuer with a usual port', { issuer: 'https://ci.example:443' }],
  ['an issuer with dots', { issuer: 'https://ci.example/a/../b' }],
  ['an issuer with a backslash', { issuer: 'https://ci.example\\@attacker.example' }],
  ['an issuer that is a file', { issuer: 'file:///etc/passwd' }],
  ['no audience', { audience: '' }],
  ['no claims', { claims: {} }],
  ['a claim that is checked anyway', { claims: { iss: 'https://ci.example' } }],
  ['a claim for everything', { claims: { repository: '*' } }],
  ['a claim for everything, written longer', { claims: { repository: '***' } }],
  ['a claim of a strange name', { claims: { 'a b': 'c' } }],
  ['a claim that is no text', { claims: { repository: 1 } }],
  ['too many claims', { claims: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`c${at}`, 'x'])) }],
  ['no scopes', { scopes: [] }],
  ['an unknown scope', { scopes: ['root'] }],
  ['all scopes of a person', { scopes: ['full'] }],
  ['a project that is not there', { projectIds: [newId('project', start)] }],
  ['an empty list of projects', { projectIds: [] }],
  ['a field that we do not know', { role: 'owner' }],
  ['an organization', { orgId: newId('organization', start) }],
])('a rule with %s is refused', async (_, change) => {
  expect(problemOf(await createRule(world, person, change))).toMatchObject({ status: 422, code: 'validation_failed' });
  const id = await addRule(world, person);
  expect(problemOf(await update(id, change))).toMatchObject({ status: 422, code: 'validation_failed' });
});

test('a change that changes nothing is refused', async () => {
  expect(problemOf(await update(await addRule(world, person), {}))).toMatchObject({ status: 422 });
});

test('a project of another organization is not there', async () => {
  const foreign = await addProject(world, await world.addPerson());
  expect(problemOf(await createRule(world, person, { projectIds: [foreign] }))).toMatchObject({ status: 422 });
});

test('nobody makes or changes a rule that may do more than they may', async () => {
  const { organization, user } = person;
  const who = { orgId: organization.id, actorId: user.id };
  const all = permissions.filter((permission) => permission !== 'billing:read').join(' ');
  const authorizer = authenticated({ ...who, permissions: all });
  const body = { ...newRule, scopes: ['billing:read'] };
  const made = await world.ask({ routeKey: 'POST /v1/trust-rules', body, authorizer });
  expect(problemOf(made)).toMatchObject({ status: 403, code: 'forbidden' });
  const id = await addRule(world, person, { scopes: ['billing:read'] });
  const change = { routeKey: 'PATCH /v1/trust-rules/{id}', params: { id }, body: { claims: { repository: 'mine/x' } } };
  expect(problemOf(await world.ask({ ...change, authorizer }))).toMatchObject({ status: 403, code: 'forbidden' });
});

test('a credential for some projects makes rules for these only', async () => {
  const [mine, other] = [await addProject(world, person), await addProject(world, person)];
  const { organization, user } = person;
  const authorizer = authenticated({ orgId: organization.id, actorId: user.id, projects: mine });
  const make = (change: object) =>
    world.ask({ routeKey: 'POST /v1/trust-rules', body: { ...newRule, ...change }, authorizer });
  expect((await make({})).statusCode).toBe(403);
  expect((await make({ projectIds: [mine, other] })).statusCode).toBe(422);
  expect((await make({ projectIds: [mine] })).statusCode).toBe(201);
});
