import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { newId } from '../../../../shared/id.ts';
import { authenticated, bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AccountWorld, startAccounts } from './account-world.ts';

let world: AccountWorld;
beforeAll(async () => {
  world = await startAccounts();
});
afterAll(() => world.close());

test('a person sees their role', async () => {
  const ada = await world.addPerson({ role: 'developer' });
  const { accessToken: credential } = await world.tokensOf(ada);
  const me = bodyOf(await world.ask({ routeKey: 'GET /v1/me', credential }));
  expect(me).toMatchObject({ role: 'developer', user: { id: ada.user.id }, organization: { id: ada.organization.id } });
  expect(JSON.stringify(me)).not.toContain('argon2');
});

test('a name can be changed, and the log says what it was', async () => {
  const ada = await world.addPerson();
  const { accessToken: credential } = await world.tokensOf(ada);
  world.clock.now += 1;
  const reply = await world.ask({ routeKey: 'PATCH /v1/me', credential, body: { name: '  Ada Lovelace ' } });
  expect(bodyOf(reply)).toMatchObject({ id: ada.user.id, name: 'Ada Lovelace', email: ada.user.email });
  await world.chain(ada.organization.id);
  const lines = await world.audit.linesFrom(ada.organization.id, 1, 10);
  expect(lines.at(-1)?.line).toMatchObject({
    action: 'account.profile-changed',
    parts: { before: { value: { name: 'Ada' } }, after: { value: { name: 'Ada Lovelace' } } },
  });
});

test.each([
  [{ name: '' }],
  [{ name: 'x'.repeat(101) }],
  [{ name: 'see http://evil.example' }],
  [{ name: 'a\nb' }],
  [{ name: 'Ada', email: 'other@example.com' }],
  [{ name: 'Ada', role: 'owner' }],
  [{ isEmailVerified: true }],
])('the change %j is refused', async (body) => {
  const ada = await world.addPerson();
  const { accessToken: credential } = await world.tokensOf(ada);
  expect(problemOf(await world.ask({ routeKey: 'PATCH /v1/me', credential, body }))).toMatchObject({ status: 422 });
});

test('keys and applications change and export nobody', async () => {
  const ada = await world.addPerson();
  const about = { orgId: ada.organization.id, actorId: ada.user.id, clientId: newId('client', start) };
  const { secret } = await ada.addKey();
  for (const who of [{ credential: secret }, { authorizer: authenticated({ ...about, actorType: 'user' }) }]) {
    const changed = await world.ask({ routeKey: 'PATCH /v1/me', body: { name: 'X' }, ...who });
    const exported = await world.ask({ routeKey: 'GET /v1/me/export', ...who });
    expect([problemOf(changed).code, problemOf(exported).code]).toEqual(['forbidden', 'forbidden']);
  }
});

const Export = z.looseObject({
  auditRecords: z.array(z.looseObject({ action: z.string(), id: z.string() })),
  nextCursor: z.string().optional(),
});

test('an export has everything about a person and no secret, page by page', async () => {
  const [ada, bob] = [await world.addPerson(), await world.addPerson()];
  await world.join(bob.organization.id, ada, 'viewer', 1);
  await ada.addKey({ name: 'mine' });
  for (let at = 0; at < 60; at += 1) await world.act({ ...ada.ctx, now: start + at });
  await world.act({ ...bob.ctx, now: start }, { target: { type: 'user', id: ada.user.id }, action: 'member.added' });
  const { accessToken: credential } = await world.tokensOf(ada);
  for (const { ctx } of [ada, bob]) await world.chain(ctx.orgId);
  const page = async (query = {}) =>
    Export.parse(bodyOf(await world.ask({ routeKey: 'GET /v1/me/export', credential, query })));
  const first = await page();
  expect(first).toMatchObject({
    user: { id: ada.user.id, email: ada.user.email, name: 'Ada' },
    memberships: expect.arrayContaining([
      expect.objectContaining({ organizationId: bob.organization.id, organizationName: 'Analytical', role: 'viewer' }),
    ]),
    sessions: [{ organizationId: ada.organization.id, ip: '192.0.2.1' }],
    secondFactors: { totp: { isActive: false } },
    ...{ passkeys: [], apiKeys: [{ name: 'mine' }], invitations: [] },
  });
  const second = await page({ cursor: first.nextCursor });
  expect(second.user).toBeUndefined();
  const acts = [...first.auditRecords, ...second.auditRecords];
  expect(new Set(acts.map(({ id }) => id)).size).toBe(acts.length);
  expect(acts.filter(({ action }) => action === 'project.created')).toHaveLength(60);
  expect(acts.filter(({ action }) => action === 'member.added')).toHaveLength(0);
  for (const secret of ['argon2', 'salt', 'hash":"$', 'generation'])
    expect(JSON.stringify(first)).not.toContain(secret);
});

test('a cursor that was not issued is refused', async () => {
  const { accessToken: credential } = await world.tokensOf(await world.addPerson());
  for (const cursor of ['forged', Buffer.from('USER').toString('base64url')]) {
    const reply = await world.ask({ routeKey: 'GET /v1/me/export', credential, query: { cursor } });
    expect(problemOf(reply)).toMatchObject({ status: 400, code: 'invalid_cursor' });
  }
});

test('the page of the link escapes its token, runs only its own script, and uses nothing up', async () => {
  const token = '"><script>alert(1)</script>';
  const reply = await world.ask({ routeKey: 'GET /restore-account', query: { token } });
  expect(reply.body).not.toContain('<script>alert');
  expect(reply.headers?.['content-security-policy']).toContain("frame-ancestors 'none'");
});
