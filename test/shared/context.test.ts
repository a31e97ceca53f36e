import { expect, test } from 'vitest';
import { contextOf, requirePermission } from '../../shared/context.ts';
import { authenticated } from './http-event.ts';
import { makeContext, source, start } from './make-context.ts';

const base = { requestId: 'request-1', now: start, source };

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

test('a verdict becomes the context, with the permissions that exist', () => {
  const verdict = authenticated({ permissions: 'projects:read root:all projects:write', sessionId: 'ses_1' });
  expect(contextOf(verdict, base)).toEqual({
    ...base,
    orgId: 'org_1',
    actor: { type: 'user', id: 'usr_1' },
    sessionId: 'ses_1',
    permissions: new Set(['projects:read', 'projects:write']),
    plan: 'free',
    teams: new Set(),
  });
});

test('a token of an app says which, and for what', () => {
  const verdict = authenticated({ clientId: 'odavl-cli', scope: 'openid projects:read' });
  expect(contextOf(verdict, base)).toMatchObject({
    clientId: 'odavl-cli',
    scopes: new Set(['openid', 'projects:read']),
  });
  expect(contextOf(authenticated(), base)).not.toHaveProperty('clientId');
});

test('teams, projects and a limit of its own come as words', () => {
  const verdict = authenticated({ teams: 'team_1 team_2', projects: 'prj_1', burstPerMinute: '30' });
  expect(contextOf(verdict, base)).toMatchObject({
    ...{ teams: new Set(['team_1', 'team_2']), projects: new Set(['prj_1']), burstPerMinute: 30 },
  });
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a string', 'authenticated'],
  ['an empty object', {}],
  ['no organization', authenticated({ orgId: undefined })],
  ['an empty organization', authenticated({ orgId: '' })],
  ['an empty actor', authenticated({ actorId: '' })],
  ['an unknown kind of actor', authenticated({ actorType: 'root' })],
  ['an unknown plan', authenticated({ plan: 'gold' })],
  ['no permissions', authenticated({ permissions: undefined })],
  ['permissions that are no string', authenticated({ permissions: ['projects:read'] })],
  ['another outcome', authenticated({ outcome: 'yes' })],
])('%s from the authorizer is a 401', (_, verdict) => {
  expect(thrownBy(() => contextOf(verdict, base))).toMatchObject({
    code: 'unauthenticated',
    status: 401,
    headers: { 'www-authenticate': 'Bearer realm="odavl"' },
  });
});

// https://www.rfc-editor.org/rfc/rfc6750#section-3
test('a rejected credential is a 401 that names the error and the reason', () => {
  expect(thrownBy(() => contextOf({ outcome: 'rejected', reason: 'It has expired.' }, base))).toMatchObject({
    code: 'invalid_token',
    message: 'It has expired.',
    headers: { 'www-authenticate': 'Bearer realm="odavl", error="invalid_token"' },
  });
});

test('a missing permission is a 403 that names it', () => {
  const ctx = makeContext({ permissions: new Set(['projects:read']) });
  expect(thrownBy(() => requirePermission(ctx, 'projects:read'))).toBeUndefined();
  expect(thrownBy(() => requirePermission(ctx, 'projects:write'))).toMatchObject({
    code: 'forbidden',
    status: 403,
    message: expect.stringContaining('projects:write'),
    headers: { 'www-authenticate': expect.stringContaining('scope="projects:write"') },
  });
});
