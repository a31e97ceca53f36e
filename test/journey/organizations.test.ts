import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  type Account,
  Client,
  everywhere,
  forget,
  join,
  logIn,
  mailedToken,
  newAccount,
  newProject,
  remembered,
} from './client.ts';
import { onPlan } from './plan.ts';
import { type Platform, startPlatform } from './platform.ts';

let platform: Platform;
let anybody: Client;
/** Owns the organization that all others come into. */
let boss: Account;

beforeAll(async () => {
  platform = await startPlatform();
  anybody = new Client(platform.ready.url);
  // A free organization has fewer seats, and fewer requests in a minute.
  boss = await onPlan(platform, await newAccount(platform.ready.url), 'enterprise');
}, 90_000);
afterAll(() => platform?.stop());

const patient = { timeout: 60_000 };
const colleague = async (role: string) => join(boss, await newAccount(platform.ready.url), role);
const change = (client: Client, { userId }: Account, role: string) =>
  client.send('PATCH', `/v1/members/${userId}`, JSON.stringify({ role }));
const remove = (client: Client, { userId }: Account) => client.send('DELETE', `/v1/members/${userId}`);
const makeProject = (client: Client) => () => client.post('/v1/projects', { name: 'Loom' });
const idOf = async (client: Client, path: string, body: object) =>
  (await client.post(path, body)).as(z.object({ id: z.string() })).id;

describe('an invitation', () => {
  test('brings somebody in by the link of its mail, once, and nobody else', async () => {
    const [grace, mallory] = await Promise.all([newAccount(platform.ready.url), newAccount(platform.ready.url)]);
    const made = await boss.client.post('/v1/invitations', { email: grace.email, role: 'viewer' });
    expect(made.status).toBe(201);
    const token = await mailedToken(anybody, grace.email, '/invitation');
    expect(made.text).not.toContain(token);
    const shown = await anybody.post('/v1/invitations/preview', { token });
    expect(shown.text).toContain('Analytical Engines');
    const accept = (client: Client) => client.post('/v1/invitations/accept', { token });
    expect((await accept(mallory.client)).status).toBe(403);
    expect((await accept(grace.client)).as(z.object({ id: z.string(), role: z.string() }))).toMatchObject({
      ...{ id: boss.orgId, role: 'viewer' },
    });
    const again = await accept(grace.client);
    expect([again.status, Client.problem(again).code]).toEqual([422, 'invalid_link']);
    // Until now they were in an organization of their own; they go on in either without a new log-in.
    const switched = await grace.client.post('/v1/me/switch-organization', { organizationId: boss.orgId });
    const there = anybody.with(switched.as(z.object({ accessToken: z.string() })).accessToken);
    const Me = z.object({ role: z.string(), organization: z.object({ id: z.string() }) });
    expect((await there.get('/v1/me')).as(Me)).toEqual({ role: 'viewer', organization: { id: boss.orgId } });
    expect((await grace.client.get('/v1/me')).as(Me)).toEqual({ role: 'owner', organization: { id: grace.orgId } });
  });

  test('that was revoked or declined leads nowhere', async () => {
    const guest = await newAccount(platform.ready.url);
    const id = await idOf(boss.client, '/v1/invitations', { email: guest.email, role: 'viewer' });
    const first = await mailedToken(anybody, guest.email, '/invitation');
    expect((await boss.client.send('DELETE', `/v1/invitations/${id}`)).status).toBe(204);
    expect((await guest.client.post('/v1/invitations/accept', { token: first })).status).toBe(422);
    const other = await newAccount(platform.ready.url);
    await boss.client.post('/v1/invitations', { email: other.email, role: 'viewer' });
    const token = await mailedToken(anybody, other.email, '/invitation');
    expect((await anybody.post('/v1/invitations/decline', { token })).status).toBe(204);
    expect((await other.client.post('/v1/invitations/accept', { token })).status).toBe(422);
  });
});

describe.concurrent('a role', () => {
  test('that is too low is a 403, and a higher one counts without a new log-in', patient, async ({ expect }) => {
    const grace = await colleague('viewer');
    expect((await grace.client.get('/v1/projects')).status).toBe(200);
    const refused = await grace.client.post('/v1/projects', { name: 'Loom' });
    expect([refused.status, Client.problem(refused).code]).toEqual([403, 'forbidden']);
    expect(Client.problem(refused).detail).toContain('projects:write');
    expect((await change(grace.client, grace, 'owner')).status).toBe(403);
    expect((await change(boss.client, grace, 'developer')).status).toBe(200);
    await forget(platform.ready.url);
    await expect.poll(() => everywhere(makeProject(grace.client)), remembered).toEqual([201]);
  });

  test('that was lowered counts without a new log-in', patient, async ({ expect }) => {
    const grace = await colleague('developer');
    expect((await makeProject(grace.client)()).status).toBe(201);
    expect((await change(boss.client, grace, 'viewer')).status).toBe(200);
    await forget(platform.ready.url);
    await expect.poll(() => everywhere(makeProject(grace.client)), remembered).toEqual([403]);
  });

  test('of an organization’s own allows what it names, and follows its changes', patient, async ({ expect }) => {
    const body = { name: 'Planner', permissions: ['projects:read'] };
    const role = await idOf(boss.client, '/v1/roles', body);
    const grace = await colleague(role);
    expect((await makeProject(grace.client)()).status).toBe(403);
    const permissions = JSON.stringify({ permissions: ['projects:read', 'projects:write'] });
    expect((await boss.client.send('PATCH', `/v1/roles/${role}`, permissions)).status).toBe(200);
    await forget(platform.ready.url);
    await expect.poll(() => everywhere(makeProject(grace.client)), remembered).toEqual([201]);
  });
});

describe.concurrent('a member', () => {
  test(
    'who is removed is refused within the cache time, and cannot come back with a refresh',
    patient,
    async ({ expect }) => {
      const grace = await colleague('admin');
      const { refreshToken } = await logIn(anybody, grace.email, grace.password, boss.orgId);
      expect((await grace.client.get('/v1/projects')).status).toBe(200);
      expect((await remove(boss.client, grace)).status).toBe(204);
      await forget(platform.ready.url);
      await expect.poll(() => everywhere(() => grace.client.get('/v1/projects')), remembered).toEqual([401]);
      expect((await anybody.post('/v1/auth/refresh', { refreshToken })).status).toBe(401);
      const { email, password } = grace;
      const back = await anybody.post('/v1/auth/login', { email, password, organizationId: boss.orgId });
      expect(back.status).toBe(404);
      expect((await logIn(anybody, email, password)).tokenType).toBe('Bearer');
    },
  );

  test('may leave, but the last owner stays', async ({ expect }) => {
    const grace = await colleague('viewer');
    const last = await remove(boss.client, boss);
    expect([last.status, Client.problem(last).code]).toEqual([409, 'conflict']);
    expect((await remove(grace.client, boss)).status).toBe(403);
    expect((await remove(grace.client, grace)).status).toBe(204);
  });
});

describe('a team', () => {
  test('closes its projects to those who are not in it', async () => {
    const [insider, outsider] = [await colleague('developer'), await colleague('developer')];
    const id = await newProject(boss.client, 'Secret');
    const team = await idOf(boss.client, '/v1/teams', { name: 'Mills' });
    expect((await boss.client.send('PUT', `/v1/teams/${team}/members/${insider.userId}`)).status).toBe(204);
    expect((await boss.client.send('PUT', `/v1/projects/${id}/teams/${team}`)).status).toBe(200);
    const read = async (client: Client) => (await client.get(`/v1/projects/${id}`)).status;
    expect(await read(insider.client)).toBe(200);
    expect(await read(outsider.client)).toBe(404);
    expect((await outsider.client.get('/v1/projects')).text).not.toContain(id);
    const body = { projectId: id, url: `${platform.ready.url}/docs` };
    expect((await outsider.client.post('/v1/guardian/tests', body)).status).toBe(404);
  });
});
