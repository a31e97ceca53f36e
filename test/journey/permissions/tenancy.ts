import * as z from 'zod';
import { type Account, logIn, mailedToken, newAccount, newApiKey } from '../client.ts';
import type { Scene } from './scene.ts';

const Id = z.object({ id: z.string() });

/** Organizations and who is in them. Replies the one that is to be erased. */
export async function tryTenancy(scene: Scene): Promise<{ erasableOrgId: string }> {
  const { call, anybody, runtime } = scene;
  const [boss, grace] = [await scene.newBoss(), await newAccount(runtime.url)];
  const id = boss.orgId;
  await call(boss.client, 'GET /v1/organizations/{id}', 200, { params: { id } });
  await call(boss.client, 'PATCH /v1/organizations/{id}', 200, { params: { id }, body: { name: 'Difference' } });
  await invite(scene, boss, grace);
  await defineRoles(scene, boss, grace);
  await useTeams(scene, boss, grace);
  const erasableOrgId = await deleteSecondOne(scene, boss);
  await call(boss.client, 'GET /v1/organizations', 200);

  const transfer = { params: { id }, body: { userId: grace.userId } };
  await call(boss.client, 'POST /v1/organizations/{id}/transfer-ownership', 204, transfer);
  const { accessToken } = await logIn(anybody, grace.email, grace.password, id);
  await call(anybody.with(accessToken), 'DELETE /v1/members/{userId}', 204, { params: { userId: boss.userId } });
  return { erasableOrgId };
}

async function invite({ call, anybody }: Scene, boss: Account, grace: Account): Promise<void> {
  const invited = async (email: string) =>
    (await call(boss.client, 'POST /v1/invitations', 201, { body: { email, role: 'developer' } })).as(Id).id;
  await invited(grace.email);
  const token = await mailedToken(anybody, grace.email, '/invitation');
  await call(anybody, 'GET /invitation', 200, { query: { token } });
  await call(anybody, 'POST /v1/invitations/preview', 200, { body: { token } });
  await call(grace.client, 'POST /v1/invitations/accept', 200, { body: { token } });
  await invited('no@example.com');
  const declined = await mailedToken(anybody, 'no@example.com', '/invitation');
  await call(anybody, 'POST /v1/invitations/decline', 204, { body: { token: declined } });
  const id = await invited('never@example.com');
  await call(boss.client, 'GET /v1/invitations', 200);
  await call(boss.client, 'DELETE /v1/invitations/{id}', 204, { params: { id } });
  await call(boss.client, 'GET /v1/members', 200);
}

async function defineRoles({ call, anybody }: Scene, boss: Account, grace: Account): Promise<void> {
  const body = { name: 'Auditor', permissions: ['audit:read'] };
  const { id } = (await call(boss.client, 'POST /v1/roles', 201, { body })).as(Id);
  await call(boss.client, 'GET /v1/roles', 200);
  await call(boss.client, 'GET /v1/roles/{id}', 200, { params: { id } });
  const permissions = ['audit:read', 'projects:read'];
  await call(boss.client, 'PATCH /v1/roles/{id}', 200, { params: { id }, body: { permissions } });
  const become = (role: string) =>
    call(boss.client, 'PATCH /v1/members/{userId}', 200, { params: { userId: grace.userId }, body: { role } });
  await become(id);
  const { accessToken } = await logIn(anybody, grace.email, grace.password, boss.orgId);
  await call(anybody.with(accessToken), 'GET /v1/projects', 200);
  await call(boss.client, 'DELETE /v1/members/{userId}/sessions', 204, { params: { userId: grace.userId } });
  await become('developer');
  await call(boss.client, 'DELETE /v1/roles/{id}', 204, { params: { id } });
}

async function useTeams({ call }: Scene, { client }: Account, { userId }: Account): Promise<void> {
  const { id } = (await call(client, 'POST /v1/teams', 201, { body: { name: 'Mills' } })).as(Id);
  await call(client, 'GET /v1/teams', 200);
  await call(client, 'GET /v1/teams/{id}', 200, { params: { id } });
  await call(client, 'PATCH /v1/teams/{id}', 200, { params: { id }, body: { name: 'Stores' } });
  await call(client, 'PUT /v1/teams/{id}/members/{userId}', 204, { params: { id, userId } });
  await call(client, 'GET /v1/teams/{id}/members', 200, { params: { id } });

  const project = (await call(client, 'POST /v1/projects', 201, { body: { name: 'P' } })).as(Id);
  const params = { id: project.id };
  await call(client, 'GET /v1/projects', 200);
  await call(client, 'GET /v1/projects/{id}', 200, { params });
  await call(client, 'PATCH /v1/projects/{id}', 200, { params, body: { name: 'Q' } });
  await call(client, 'PUT /v1/projects/{id}/teams/{teamId}', 200, { params: { ...params, teamId: id } });
  await call(client, 'DELETE /v1/projects/{id}/teams/{teamId}', 200, { params: { ...params, teamId: id } });
  await call(client, 'DELETE /v1/projects/{id}', 204, { params });

  await call(client, 'DELETE /v1/teams/{id}/members/{userId}', 204, { params: { id, userId } });
  await call(client, 'DELETE /v1/teams/{id}', 204, { params: { id } });
}

async function deleteSecondOne({ call, anybody }: Scene, { client, email, password }: Account): Promise<string> {
  const { id } = (await call(client, 'POST /v1/organizations', 201, { body: { name: 'Second' } })).as(Id);
  const session = anybody.with((await logIn(anybody, email, password)).accessToken);
  const switched = await call(session, 'POST /v1/me/switch-organization', 200, { body: { organizationId: id } });
  const there = anybody.with(switched.as(z.object({ accessToken: z.string() })).accessToken);
  await newApiKey(there, ['projects:read']);
  const params = { id };
  await call(there, 'DELETE /v1/organizations/{id}', 202, { params });
  await call(there, 'POST /v1/organizations/{id}/restore', 200, { params });
  await call(there, 'DELETE /v1/organizations/{id}', 202, { params });
  return id;
}

/** What was done is in the log, whole. */
export async function tryAudit({ call, newBoss }: Scene): Promise<void> {
  const { client } = await newBoss();
  await call(client, 'POST /v1/projects', 201, { body: { name: 'Told of' } });
  await call(client, 'GET /v1/audit-log', 200);
  await call(client, 'GET /v1/audit-log/export', 200);
  await call(client, 'GET /v1/audit-log/head', 200);
  await call(client, 'POST /v1/audit-log/verify', 200, { body: {} });
}
