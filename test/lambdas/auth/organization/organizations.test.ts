import { afterAll, beforeAll, expect, test } from 'vitest';
import { permissionsOf } from '../../../../lambdas/auth/api-key/scope.ts';
import { authenticated, bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());

test('a person sees all organizations they are in, with their role in each', async () => {
  const [home, other] = [await world.addPerson(), await world.addPerson()];
  const { user } = home;
  const member = {
    orgId: other.organization.id,
    userId: user.id,
    role: 'viewer',
    joinedAt: new Date(start).toISOString(),
  };
  await world.table.put({
    ...{ pk: `ORG#${member.orgId}`, sk: `MEMBER#${user.id}`, ...member },
    ...{ gsi1pk: `USER#${user.id}`, gsi1sk: `ORG#${member.orgId}` },
  });
  const authorizer = authenticated({ orgId: home.organization.id, actorId: user.id });
  const { items } = JSON.parse((await world.ask({ routeKey: 'GET /v1/organizations', authorizer })).body ?? '');
  expect(items).toHaveLength(2);
  expect(items).toEqual(
    expect.arrayContaining([
      { ...home.organization, role: 'owner' },
      { ...other.organization, role: 'viewer' },
    ]),
  );
});

test('an API key sees the organization that it belongs to', async () => {
  const { addKey, organization } = await world.addPerson();
  const { secret: credential, apiKey } = await addKey();
  const list = await world.ask({ routeKey: 'GET /v1/organizations', credential });
  expect(bodyOf(list)).toEqual({ items: [{ ...organization, role: 'viewer' }] });
  const one = await world.ask({ routeKey: 'GET /v1/organizations/{id}', params: { id: organization.id }, credential });
  expect(bodyOf(one)).toEqual(organization);
  const me = await world.ask({ routeKey: 'GET /v1/me', credential });
  expect(bodyOf(me)).toEqual({
    actor: { type: 'api-key', id: apiKey.id },
    organization,
    permissions: permissionsOf(['admin']).toSorted(),
  });
});

test('who am I tells a person about themselves, without the hash of their password', async () => {
  const { user, organization } = await world.addPerson();
  const authorizer = authenticated({ orgId: organization.id, actorId: user.id, permissions: 'projects:read' });
  const { passwordHash, ...visible } = user;
  const me = await world.ask({ routeKey: 'GET /v1/me', authorizer });
  expect(bodyOf(me)).toMatchObject({ user: visible, permissions: ['projects:read'] });
  expect(me.body).not.toContain(passwordHash);
});

test('an id that is none is refused by its shape', async () => {
  const asked = { routeKey: 'GET /v1/organizations/{id}', params: { id: 'org_1#ORG' }, authorizer: authenticated() };
  expect(problemOf(await world.ask(asked))).toMatchObject({
    code: 'validation_failed',
    errors: [{ path: 'params.id' }],
  });
});
