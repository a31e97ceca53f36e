import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, startAuth, Tokens } from '../auth-world.ts';
import { addColleague } from '../colleagues.ts';
import { logIn, protectedVisitor, visitor } from '../mfa/app.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const demand = (credential: string, id: string, requiresSecondFactor = true) =>
  world.ask({ routeKey: 'PATCH /v1/organizations/{id}', params: { id }, body: { requiresSecondFactor }, credential });
const projects = (credential: string) => world.ask({ routeKey: 'GET /v1/projects', credential });

/** The owner of an organization, logged in with an authenticator app, whose organization demands one of everybody. */
async function strictOwner() {
  const owner = await protectedVisitor(world);
  const { accessToken } = Tokens.parse(bodyOf(await logIn(world, owner.user.email, owner.code())));
  expect(bodyOf(await demand(accessToken, owner.organization.id))).toMatchObject({ requiresSecondFactor: true });
  return { ...owner, accessToken };
}

test('in an organization that demands a second factor, a password alone gives access to nothing of it', async () => {
  const owner = await strictOwner();
  const { credential } = await addColleague(world, owner.organization.id, 'admin');
  expect(problemOf(await projects(credential))).toMatchObject({
    ...{ status: 403, code: 'forbidden', detail: expect.stringContaining('demands a second factor') },
  });
  expect((await projects(owner.accessToken)).statusCode).toBe(200);
  const me = bodyOf(await world.ask({ routeKey: 'GET /v1/me', credential }));
  expect(me).toMatchObject({ permissions: [] });
});

test('who lacks it can still set it up, and is let in with it', async () => {
  const owner = await strictOwner();
  const guest = await protectedVisitor(world);
  await world.table.put({
    ...{ pk: `ORG#${owner.organization.id}`, sk: `MEMBER#${guest.user.id}` },
    ...{ orgId: owner.organization.id, userId: guest.user.id, role: 'viewer', joinedAt: new Date(start).toISOString() },
    ...{ gsi1pk: `USER#${guest.user.id}`, gsi1sk: `ORG#${owner.organization.id}` },
  });
  const switchTo = (credential: string) =>
    world.ask({
      routeKey: 'POST /v1/me/switch-organization',
      body: { organizationId: owner.organization.id },
      credential,
    });
  const weak = Tokens.parse(bodyOf(await switchTo(guest.credential)));
  expect((await projects(weak.accessToken)).statusCode).toBe(403);
  expect((await world.ask({ routeKey: 'GET /v1/auth/mfa', credential: weak.accessToken })).statusCode).toBe(200);
  const strong = Tokens.parse(bodyOf(await logIn(world, guest.user.email, guest.code())));
  const inside = Tokens.parse(bodyOf(await switchTo(strong.accessToken)));
  expect((await projects(inside.accessToken)).statusCode).toBe(200);
});

test('nobody locks themselves out by demanding what they do not have', async () => {
  const owner = await visitor(world);
  expect(problemOf(await demand(owner.credential, owner.organization.id))).toMatchObject({ code: 'conflict' });
  expect((await demand(owner.credential, owner.organization.id, false)).statusCode).toBe(200);
});

test('the demand can be taken back, and counts at once', async () => {
  const owner = await strictOwner();
  const { credential } = await addColleague(world, owner.organization.id, 'viewer');
  expect((await projects(credential)).statusCode).toBe(403);
  expect((await demand(owner.accessToken, owner.organization.id, false)).statusCode).toBe(200);
  expect((await projects(credential)).statusCode).toBe(200);
});

test('a key of the organization is not a person, and goes on', async () => {
  const owner = await strictOwner();
  const { secret } = await owner.addKey({ scopes: ['projects:read'] });
  expect((await projects(secret)).statusCode).toBe(200);
});

test('neither a key nor an app sets or takes back what people need to log in', async () => {
  const owner = await strictOwner();
  const { secret } = await owner.addKey({ scopes: ['admin'] });
  expect(problemOf(await demand(secret, owner.organization.id, false))).toMatchObject({ status: 403 });
  expect(problemOf(await demand(secret, owner.organization.id, true))).toMatchObject({ status: 403 });
  expect(await world.organizations.get(owner.organization.id)).toMatchObject({ requiresSecondFactor: true });
});
