import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { newId } from '../../../../shared/id.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, apiUrl, startAuth } from '../auth-world.ts';
import {
  addApp,
  allowed,
  callback,
  decide,
  logIn,
  openPage,
  type Person,
  pkce,
  requestOf,
  tokensFor,
} from './oauth-world.ts';

let world: AuthWorld;
let person: Person;
let app: string;
const { challenge } = pkce();
beforeAll(async () => {
  world = await startAuth();
  person = await world.addPerson();
  app = (await addApp(world, person)).id;
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const request = (change: Record<string, string> = {}) => requestOf(app, challenge, change);
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(request()).filter(([name]) => !names.includes(name)));
const Redirect = z.object({ statusCode: z.literal(302), headers: z.record(z.string(), z.string()) });
const answerIn = (reply: unknown) => new URL(Redirect.parse(reply).headers.location ?? '');

describe('the page', () => {
  test('says which app asks for what in plain words, and sends the rest of the request along', async () => {
    const reply = await openPage(world, request());
    expect(reply.statusCode).toBe(200);
    expect(reply.body).toContain('Build monitor');
    expect(reply.body).toContain('<li>see projects</li>');
    expect(reply.body).toContain('app.example');
    expect(reply.body).toContain('The app was registered by an organization, not by ODAVL.');
  });

  test('cannot be framed, cached, or made to run a script of somebody else', async () => {
    const { headers } = await openPage(world, request());
    expect(headers).toMatchObject({
      ...{ 'x-frame-options': 'DENY', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
      'content-security-policy': expect.stringMatching(/default-src 'none'; script-src 'sha256-[^ ]+';/),
    });
    expect(headers?.['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers).not.toHaveProperty('set-cookie');
  });

  test('shows what came from outside as text only', async () => {
    const { id } = await addApp(world, person, { name: '<img src=x onerror=alert(1)>' });
    const reply = await openPage(world, { ...request(), client_id: id, state: '"><script>alert(1)</script>' });
    expect(reply.body).not.toContain('<img src=x');
    expect(reply.body).not.toContain('<script>alert(1)');
  });

  test('ignores what it does not know, and takes an empty value for an absent one', async () => {
    expect(
      (await openPage(world, { ...request(), resource_hint: 'x', prompt: '', response_mode: '' })).statusCode,
    ).toBe(200);
  });
});

describe('what is wrong with client or address is told on the page and sent nowhere:', () => {
  test.each<[string, () => Record<string, string> | string]>([
    ['no client', () => without('client_id')],
    ['an unknown client', () => request({ client_id: newId('client', start) })],
    ['a client of a made-up form', () => request({ client_id: `${app}' OR 1=1` })],
    ['two clients', () => `${new URLSearchParams(request())}&client_id=odavl-cli`],
    ['the right client twice', () => `${new URLSearchParams(request())}&client_id=${app}`],
    ['no address', () => without('redirect_uri')],
    ['the right address twice', () => `${new URLSearchParams(request())}&redirect_uri=${encodeURIComponent(callback)}`],
    ['two addresses', () => `${new URLSearchParams(request())}&redirect_uri=https%3A%2F%2Fevil.example`],
    ...[
      'https://evil.example/callback',
      'https://evil.example',
      '//evil.example/callback',
      'https:evil.example',
      'https://app.example@evil.example/callback',
      'https://app.example:pw@app.example/callback',
      'https://app.example.evil.example/callback',
      'https://evil.app.example/callback',
      'https://app.example/callback/',
      'https://app.example/callback/../../evil',
      'https://app.example/callback%2f..%2fevil',
      'https://app.example/CALLBACK',
      'https://app.example:444/callback',
      'http://app.example/callback',
      'https://app.example/callback?next=https://evil.example',
      'https://app.example/callback#fragment',
      'https://app.example\\@evil.example/callback',
      ' https://app.example/callback',
      'https://app.example/callback\n',
      'javascript:alert(1)//https://app.example/callback',
      'data:text/html,https://app.example/callback',
    ].map((uri): [string, () => Record<string, string>] => [uri, () => request({ redirect_uri: uri })]),
  ])('%s', async (_, query) => {
    const reply = await openPage(world, query());
    expect(reply.statusCode).toBe(400);
    expect(reply.headers).not.toHaveProperty('location');
    expect(reply.body).toContain('This app cannot be connected');
    expect(reply.body).not.toMatch(/<script|href=/);
  });

  test('a service account has nothing to ask a person', async () => {
    const { id } = await addApp(world, person, {
      kind: 'service-account',
      redirectUris: undefined,
      scopes: ['projects:read'],
    });
    expect((await openPage(world, request({ client_id: id }))).statusCode).toBe(400);
  });
});

describe('other errors go back to the app, with its state and our name:', () => {
  test.each<[string, string, () => Record<string, string> | string]>([
    ['PKCE is missing', 'invalid_request', () => without('code_challenge', 'code_challenge_method')],
    ['PKCE is downgraded to plain', 'invalid_request', () => request({ code_challenge_method: 'plain' })],
    ['PKCE is downgraded by leaving the method out', 'invalid_request', () => without('code_challenge_method')],
    ['the challenge is no hash', 'invalid_request', () => request({ code_challenge: 'short' })],
    ['the response type is token', 'unsupported_response_type', () => request({ response_type: 'token' })],
    ['the response type is hybrid', 'unsupported_response_type', () => request({ response_type: 'code id_token' })],
    ['the response type is missing', 'invalid_request', () => without('response_type')],
    ['the response mode is fragment', 'invalid_request', () => request({ response_mode: 'fragment' })],
    ['a scope is not registered', 'invalid_scope', () => request({ scope: 'openid admin' })],
    ['all rights are asked for', 'invalid_scope', () => request({ scope: 'full' })],
    ['nobody may be asked', 'login_required', () => request({ prompt: 'none' })],
    ['prompt contradicts itself', 'invalid_request', () => request({ prompt: 'none login' })],
    ['max_age is no number', 'invalid_request', () => request({ max_age: 'soon' })],
    ['a request object comes', 'request_not_supported', () => request({ request: 'eyJ' })],
    ['a request is pointed at', 'request_uri_not_supported', () => request({ request_uri: 'https://evil.example' })],
    ['a parameter comes twice', 'invalid_request', () => `${new URLSearchParams(request())}&scope=openid`],
  ])('%s: %s', async (_, error, query) => {
    const url = answerIn(await openPage(world, query()));
    expect(url.href.startsWith(`${callback}?`)).toBe(true);
    const expected = { error, state: 'the state', iss: apiUrl, error_description: expect.any(String) };
    expect(Object.fromEntries(url.searchParams)).toEqual(expected);
  });

  test('a state that comes twice is not repeated', async () => {
    const url = answerIn(await openPage(world, `${new URLSearchParams(request())}&state=other`));
    expect(url.searchParams.has('state')).toBe(false);
  });
});

describe('the decision', () => {
  const answer = (change: object = {}) => ({
    ...request(),
    organizationId: person.organization.id,
    decision: 'allow',
    ...change,
  });

  test('yes gives a code, the state, and who answers', async () => {
    const url = await allowed(world, person, request());
    const query = { code: expect.stringMatching(/^[\w-]{43}$/), state: 'the state', iss: apiUrl };
    expect(Object.fromEntries(url.searchParams)).toEqual(query);
    expect(await world.dump()).not.toContain(url.searchParams.get('code'));
  });

  test('no gives an error and no code', async () => {
    const url = await allowed(world, person, request(), { decision: 'deny' });
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      error: 'access_denied',
      state: 'the state',
      iss: apiUrl,
    });
    expect(url.searchParams.has('code')).toBe(false);
  });

  test('both are in the audit log of the organization', async () => {
    const other = await world.addPerson();
    const { id } = await addApp(world, other);
    for (const decision of ['allow', 'deny']) await allowed(world, other, requestOf(id, challenge), { decision });
    const actions = (
      await world.table.query(
        z.object({ act: z.object({ action: z.string(), actor: z.object({ id: z.string() }), target: z.unknown() }) }),
        {
          ...{ pk: `ORG#${other.organization.id}`, skPrefix: 'AUDIT-PENDING#', limit: 20 },
        },
      )
    ).map(({ act }) => act);
    for (const action of ['consent.granted', 'consent.denied']) {
      expect(actions).toContainEqual({ action, actor: { id: other.user.id }, target: { type: 'client', id } });
    }
  });

  test('needs a credential: a forged form of another site has none', async () => {
    const reply = await world.ask({ routeKey: 'POST /v1/oauth/authorize', body: answer() });
    expect(problemOf(reply)).toMatchObject({ status: 401, code: 'unauthenticated' });
    const form = new URLSearchParams({ ...request(), decision: 'allow' }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie: 'session=1' };
    const posted = await world.ask({ routeKey: 'POST /v1/oauth/authorize', body: form, headers });
    expect([401, 415]).toContain(posted.statusCode);
  });

  test('cannot be made by an app, whatever its scope', async () => {
    const narrow = await tokensFor(world, person, app);
    const full = await tokensFor(world, person, 'odavl-cli', {
      scope: 'full',
      redirect_uri: 'http://127.0.0.1:4711/callback',
    });
    for (const { access_token } of [narrow, full]) {
      expect(problemOf(await decide(world, access_token, answer()))).toMatchObject({ status: 403, code: 'forbidden' });
    }
  });

  test('cannot be made by an API key', async () => {
    const { secret } = await person.addKey();
    expect(problemOf(await decide(world, secret, answer()))).toMatchObject({ status: 403, code: 'forbidden' });
  });

  test('needs a log-in of the last ten minutes', async () => {
    const token = await logIn(world, person);
    world.clock.now = start + 10 * 60_000 - 1;
    expect((await decide(world, token, answer())).statusCode).toBe(200);
    world.clock.now = start + 10 * 60_000;
    expect(problemOf(await decide(world, token, answer()))).toMatchObject({ status: 403, code: 'forbidden' });
  });

  test('is for an organization that one is a member of', async () => {
    const stranger = await world.addPerson();
    const token = await logIn(world, person);
    const cli = {
      client_id: 'odavl-cli',
      redirect_uri: 'http://localhost:8080/callback',
      organizationId: stranger.organization.id,
    };
    expect(problemOf(await decide(world, token, answer(cli)))).toMatchObject({ status: 404, code: 'not_found' });
  });

  test('is not for an app of another organization', async () => {
    const stranger = await world.addPerson();
    const token = await logIn(world, stranger);
    const reply = await decide(world, token, answer({ organizationId: stranger.organization.id }));
    expect(problemOf(reply)).toMatchObject({ status: 404, code: 'not_found' });
  });

  test('is checked again, whatever the page was told', async () => {
    const token = await logIn(world, person);
    const evil = await decide(world, token, answer({ redirect_uri: 'https://evil.example' }));
    expect(problemOf(evil)).toMatchObject({ status: 422, code: 'validation_failed' });
    const plain = await decide(world, token, answer({ code_challenge_method: 'plain' }));
    const { redirectTo } = z.object({ redirectTo: z.string() }).parse(bodyOf(plain));
    expect(new URL(redirectTo).searchParams.get('error')).toBe('invalid_request');
    expect(new URL(redirectTo).searchParams.has('code')).toBe(false);
  });

  test.each([{ role: 'owner' }, { userId: 'usr_1' }, { decision: 'maybe' }, { organizationId: '' }])(
    'takes no %j',
    async (more) => {
      const reply = await decide(world, await logIn(world, person), answer(more));
      expect(problemOf(reply)).toMatchObject({ status: 422, code: 'validation_failed' });
    },
  );
});

test.each([
  ['odavl-cli', 'http://127.0.0.1:53124/callback'],
  ['odavl-cli', 'http://localhost:1/callback'],
  ['odavl-cli', 'http://127.0.0.1/callback'],
  ['odavl-vscode', 'vscode://odavl.odavl/callback'],
])('%s may be answered at %s', async (client_id, redirect_uri) => {
  const url = await allowed(world, person, request({ client_id, redirect_uri }));
  expect(url.href.startsWith(`${redirect_uri}?code=`)).toBe(true);
});

test.each([
  ['odavl-cli', 'http://127.0.0.1:53124/other'],
  ['odavl-cli', 'http://127.0.0.1:80@evil.example/callback'],
  ['odavl-cli', 'http://127.0.0.1.evil.example/callback'],
  ['odavl-cli', 'http://127.0.0.2:5000/callback'],
  ['odavl-cli', 'https://127.0.0.1:5000/callback'],
  ['odavl-vscode', 'vscode://evil.evil/callback'],
  ['odavl-vscode', 'vscode://odavl.odavl:80/callback'],
])('%s may not be answered at %s', async (client_id, redirect_uri) => {
  expect((await openPage(world, request({ client_id, redirect_uri }))).statusCode).toBe(400);
});
