import { expect, test } from 'vitest';
import type { OAuthClient } from '../../../../lambdas/auth/client/client.ts';
import { requestedScope } from '../../../../lambdas/auth/client/requested-scope.ts';
import { studioClients } from '../../../../lambdas/auth/client/studio-clients.ts';

const client: OAuthClient = {
  ...{ id: 'cli_1', kind: 'app', name: 'App', redirectUris: [], grantTypes: [], requiresDpop: false },
  ...{ scopes: ['openid', 'projects:read', 'admin'], createdBy: 'usr_1', createdAt: '2026-11-22T12:00:00.000Z' },
};

test.each([
  ['projects:read', 'projects:read'],
  ['openid  projects:read ', 'openid projects:read'],
  ['openid openid', 'openid'],
  ['admin', 'admin'],
  ['', 'openid projects:read'],
  [undefined, 'openid projects:read'],
])('%j asks for %s', (asked, given) => {
  expect(requestedScope(client, asked)).toBe(given);
});

test.each(['full', 'projects:write', 'openid projects:write', 'OPENID', 'openid,admin', '__proto__'])(
  '%s is refused',
  (asked) => {
    expect(() => requestedScope(client, asked)).toThrow(expect.objectContaining({ error: 'invalid_scope' }));
  },
);

test('a client that is registered for everything alone has to name it', () => {
  expect(() => requestedScope({ ...client, scopes: ['admin'] }, undefined)).toThrow('Name the scopes');
});

test.each(studioClients.map((each) => [each.id, each] as const))(
  '%s gets neither full nor admin by saying nothing',
  (_, each) => {
    const words = requestedScope(each, undefined).split(' ');
    expect(words).toContain('openid');
    expect(words.filter((word) => word === 'full' || word === 'admin')).toEqual([]);
  },
);
