import { afterAll, beforeAll, expect, test } from 'vitest';
import { revokeKey } from '../../../../lambdas/auth/api-key/revoke-key.ts';
import { newSecret } from '../../../../lambdas/auth/api-key/secret.ts';
import { permissionsOfRole, type Role } from '../../../../lambdas/auth/role/role.ts';
import { issueTokens } from '../../../../lambdas/auth/session/issue-tokens.ts';
import { startSession } from '../../../../lambdas/auth/session/start-session.ts';
import { signAccessToken } from '../../../../lambdas/auth/token/access-token.ts';
import { authorize } from '../../../../lambdas/auth/token/authorize.ts';
import { contextOf } from '../../../../shared/context.ts';
import { source, start } from '../../../shared/make-context.ts';
import { type AuthWorld, apiUrl, presented, startAuth } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());

const verdict = (header: string | undefined, now = start) =>
  authorize({ deps: world.authorizerDeps, input: presented(header, now) });

/** Somebody with a session, and an access token of it. */
async function bearer(change: { role?: Role; scope?: string } = {}) {
  const { scope = 'full', ...person } = change;
  const { user, organization } = await world.addPerson({ plan: 'pro', ...person });
  const about = { userId: user.id, orgId: organization.id, scope, methods: ['pwd' as const] };
  const session = await startSession({ ctx: { requestId: 'r', now: start, source }, deps: world, input: about });
  const { accessToken } = await issueTokens(await world.loadSigningKey(), apiUrl, session, start);
  return { user, organization, session, accessToken };
}
const accessToken = async () => (await bearer()).accessToken;

test('an access token is its person, in its organization, with what the role of today allows', async () => {
  const { user, organization, session, accessToken } = await bearer({ role: 'viewer' });
  expect(await verdict(`Bearer ${accessToken}`)).toEqual({
    outcome: 'authenticated',
    ...{ orgId: organization.id, actorType: 'user', actorId: user.id, sessionId: session.id },
    ...{ permissions: permissionsOfRole.viewer.join(' '), plan: 'pro', scope: 'full' },
  });
  await world.table.update({ pk: `ORG#${organization.id}`, sk: `MEMBER#${user.id}` }, { set: { role: 'admin' } });
  expect(await verdict(`Bearer ${accessToken}`)).toMatchObject({ permissions: permissionsOfRole.admin.join(' ') });
});

test('a token of a narrower scope allows no more than its scope, and no more than the role', async () => {
  const { accessToken } = await bearer({ role: 'viewer', scope: 'openid projects:write' });
  expect(await verdict(`Bearer ${accessToken}`)).toMatchObject({ permissions: 'projects:read' });
});

test.each(['session', 'membership', 'organization'] as const)(
  'without its %s a token is worth nothing',
  async (lost) => {
    const { user, organization, session, accessToken } = await bearer();
    const org = `ORG#${organization.id}`;
    const keys = {
      session: { pk: `SESSION#${session.id}`, sk: 'SESSION' },
      membership: { pk: org, sk: `MEMBER#${user.id}` },
      organization: { pk: org, sk: 'ORG' },
    };
    await world.table.delete(keys[lost]);
    expect(await verdict(`Bearer ${accessToken}`)).toMatchObject({ outcome: 'rejected' });
  },
);

test('a session lends its token to nobody else', async () => {
  const [ada, bob] = [await bearer(), await bearer()];
  const claims = { sub: bob.user.id, sid: ada.session.id, org: bob.organization.id, scope: 'full' };
  const token = await signAccessToken(
    await world.loadSigningKey(),
    apiUrl,
    { ...claims, actor: 'user', token_use: 'access' },
    start,
  );
  expect(await verdict(`Bearer ${token}`)).toMatchObject({ outcome: 'rejected' });
});

test('an API key is itself, in its organization, with what its scopes grant', async () => {
  const person = await world.addPerson({ plan: 'pro' });
  const { apiKey, secret } = await person.addKey({ scopes: ['guardian:write', 'projects:read'] });
  const context = contextOf(await verdict(`Bearer ${secret}`), { requestId: 'r', now: start, source });
  expect(context).toMatchObject({
    orgId: person.organization.id,
    actor: { type: 'api-key', id: apiKey.id },
    plan: 'pro',
  });
  expect([...context.permissions].toSorted()).toEqual([
    'guardian:read',
    'guardian:write',
    'projects:read',
    'tasks:read',
    'tasks:write',
  ]);
  expect(context).not.toHaveProperty('sessionId');
});

test.each(['bearer', 'BEARER', 'Bearer  '])('the scheme may be written %j', async (scheme) => {
  expect(await verdict(`${scheme} ${await accessToken()}`)).toMatchObject({ outcome: 'authenticated' });
});

test.each<[string, (token: string) => string]>([
  ['the token without a scheme', (token) => token],
  ['the scheme alone', () => 'Bearer '],
  ['another scheme', (token) => `Basic ${token}`],
  ['a longer scheme', (token) => `BearerX ${token}`],
  ['two tokens', (token) => `Bearer ${token} ${token}`],
  ['two headers, joined by a comma', (token) => `Bearer ${token},Bearer ${token}`],
  ['a comma after the token', (token) => `Bearer ${token},`],
  ['a line break', (token) => `Bearer ${token}\n`],
  ['a tab for the space', (token) => `Bearer\t${token}`],
  ['a letter beyond ASCII', (token) => `Bearer ${token}ü`],
])('%s is rejected with advice', async (_, header) => {
  expect(await verdict(header(await accessToken()))).toEqual({
    ...{ outcome: 'rejected', reason: 'Send `Authorization: Bearer <access token or API key>`.' },
  });
});

test('no header, and an empty one, are nobody', async () => {
  expect(await verdict('')).toEqual({ outcome: 'anonymous' });
  expect(await verdict(undefined)).toEqual({ outcome: 'anonymous' });
});

test('a key that was never issued, is mistyped, revoked or expired is rejected, each with its reason', async () => {
  const person = await world.addPerson();
  const expiresAt = new Date(start + 60_000).toISOString();
  const [kept, revoked] = [await person.addKey({ expiresAt }), await person.addKey()];
  await revokeKey({ ctx: person.ctx, deps: world, input: { id: revoked.apiKey.id } });
  const reason = async (secret: string, now = start) => {
    const result = await verdict(`Bearer ${secret}`, now);
    return result.outcome === 'rejected' ? result.reason : result.outcome;
  };
  expect(await reason(newSecret())).toBe('The API key is unknown or revoked.');
  expect(await reason(`${kept.secret.slice(0, -1)}!`)).toMatch('mistyped');
  expect(await reason(revoked.secret)).toBe('The API key is unknown or revoked.');
  expect(await reason(kept.secret, start + 59_999)).toBe('authenticated');
  expect(await reason(kept.secret, start + 60_000)).toBe('The API key has expired.');
});

test('a table that cannot be read is an error, not a verdict', async () => {
  const findCredential = () => Promise.reject(new Error('down'));
  const deps = { ...world.authorizerDeps, findCredential };
  await expect(authorize({ deps, input: presented(`Bearer ${newSecret()}`, start) })).rejects.toThrow('down');
});
