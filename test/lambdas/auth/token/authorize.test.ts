import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSecret } from '../../../../lambdas/auth/api-key/secret.ts';
import { signAccessToken } from '../../../../lambdas/auth/token/access-token.ts';
import { authorize } from '../../../../lambdas/auth/token/authorize.ts';
import { contextOf } from '../../../../shared/context.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, apiUrl, startAuth } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());

const claims = {
  sub: 'usr_1',
  sid: 'ses_1',
  org: 'org_1',
  plan: 'pro',
  scope: 'projects:read keys:read',
  token_use: 'access',
} as const;
const verdict = (header: string, now = start) =>
  authorize({ deps: { findCredential: world.apiKeys.findCredential, verify: world.verify }, input: { header, now } });
const accessToken = async () => signAccessToken(await world.loadSigningKey(), apiUrl, claims, start);

test('an access token is its person, in its organization, with its permissions', async () => {
  expect(await verdict(`Bearer ${await accessToken()}`)).toEqual({
    outcome: 'authenticated',
    ...{ orgId: 'org_1', actorType: 'user', actorId: 'usr_1', sessionId: 'ses_1' },
    ...{ permissions: 'projects:read keys:read', plan: 'pro' },
  });
});

test('an API key is itself, in its organization, with what its scopes grant', async () => {
  const person = await world.addPerson({ plan: 'pro' });
  const { apiKey, secret } = await person.addKey({ scopes: ['guardian:write', 'projects:read'] });
  const context = contextOf(await verdict(`Bearer ${secret}`), { requestId: 'r', now: start });
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
  const deps = { findCredential: world.apiKeys.findCredential, verify: world.verify };
  expect(await authorize({ deps, input: { header: undefined, now: start } })).toEqual({ outcome: 'anonymous' });
});

test('a key that was never issued, is mistyped, revoked or expired is rejected, each with its reason', async () => {
  const person = await world.addPerson();
  const expiresAt = new Date(start + 60_000).toISOString();
  const [kept, revoked] = [await person.addKey({ expiresAt }), await person.addKey()];
  await world.apiKeys.revoke(person.organization.id, revoked.apiKey.id, expiresAt);
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
  const input = { header: `Bearer ${newSecret()}`, now: start };
  await expect(authorize({ deps: { findCredential, verify: world.verify }, input })).rejects.toThrow('down');
});
