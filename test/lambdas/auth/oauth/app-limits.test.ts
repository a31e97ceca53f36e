import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';
import { addApp, tokensFor } from './oauth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());

/** An app that its person has allowed no more than this. */
async function appWith(scope: string) {
  const person = await world.addPerson({ plan: 'pro' });
  const app = await addApp(world, person);
  const { access_token: credential } = await tokensFor(world, person, app.id, { scope });
  return { person, credential };
}

test.each([
  ['openid', []],
  ['openid email', ['email']],
  ['openid profile', ['name']],
])('an app with `%s` sees of its person %j and no more', async (scope, visible) => {
  const { person, credential } = await appWith(scope);
  const { email, name } = person.user;
  const reply = await world.ask({ routeKey: 'GET /v1/me', credential });
  const { user } = Object(bodyOf(reply));
  expect(user).toMatchObject({ id: person.user.id });
  expect([user.email, user.name]).toEqual([
    visible.includes('email') ? email : undefined,
    visible.includes('name') ? name : undefined,
  ]);
});

test('an app makes no organization in the name of its person, and joins none', async () => {
  const { person, credential } = await appWith('openid projects:write');
  const made = await world.ask({ routeKey: 'POST /v1/organizations', body: { name: 'Mine' }, credential });
  expect(problemOf(made)).toMatchObject({ status: 403 });
  const joined = await world.ask({ routeKey: 'POST /v1/invitations/accept', body: { token: 'x' }, credential });
  expect(problemOf(joined)).toMatchObject({ status: 403 });
  expect(await world.organizations.membershipsOf(person.user.id)).toHaveLength(1);
});

test('an app sees the one organization that it was allowed for, and not in which others its person is', async () => {
  const person = await world.addPerson({ plan: 'pro' });
  const app = await addApp(world, person, { scopes: ['openid', 'admin'] });
  const other = await world.addPerson();
  await world.table.put({
    ...{ pk: `ORG#${other.organization.id}`, sk: `MEMBER#${person.user.id}`, orgId: other.organization.id },
    ...{ userId: person.user.id, role: 'viewer', joinedAt: other.member.joinedAt },
    ...{ gsi1pk: `USER#${person.user.id}`, gsi1sk: `ORG#${other.organization.id}` },
  });
  const { access_token: credential } = await tokensFor(world, person, app.id, { scope: 'openid admin' });
  const { items } = Object(bodyOf(await world.ask({ routeKey: 'GET /v1/organizations', credential })));
  expect(items).toMatchObject([{ id: person.organization.id }]);
  expect(items).toHaveLength(1);
});
