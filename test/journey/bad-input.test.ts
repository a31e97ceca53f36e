import { generateKeyPairSync } from 'node:crypto';
import { connect } from 'node:net';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, type Answer, Client, newAccount, newProject } from './client.ts';
import { onPlan } from './plan.ts';
import { type Platform, startPlatform } from './platform.ts';

let platform: Platform;
let ada: Account;
let projectId: string;

beforeAll(async () => {
  platform = await startPlatform();
  ada = await onPlan(platform, await newAccount(platform.ready.url), 'pro');
  projectId = await newProject(ada.client);
}, 90_000);
afterAll(() => platform?.stop());

function told(answer: Answer): [number, string, string[]] {
  const { code, errors = [] } = Client.problem(answer);
  return [answer.status, code, errors.map(({ path }) => path)];
}

describe('a request body', () => {
  test('that is not JSON is a 400', async () => {
    const answer = await ada.client.send('POST', '/v1/projects', '{"name": ');
    expect(told(answer)).toEqual([400, 'malformed_request', ['body']]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  test('of the wrong type, with missing and unknown fields, names each field at once', async () => {
    const answer = await ada.client.post('/v1/guardian/tests', { url: 7, suites: ['nope'], isAdmin: true });
    expect(told(answer)).toEqual([
      422,
      'validation_failed',
      ['body.projectId', 'body.url', 'body.suites.0', 'body.isAdmin'],
    ]);
  });

  test('of another media type is a 415', async () => {
    const answer = await ada.client.send('POST', '/v1/projects', 'name=x', { 'content-type': 'text/plain' });
    expect(told(answer)).toEqual([415, 'unsupported_media_type', []]);
  });

  test('larger than a route takes is a 413', async () => {
    const answer = await ada.client.post('/v1/projects', { name: 'x'.repeat(300_000) });
    expect(told(answer)).toEqual([413, 'payload_too_large', []]);
  });

  test('nested beyond sense is a 400', async () => {
    const answer = await ada.client.send('POST', '/v1/projects', `${'['.repeat(5_000)}${']'.repeat(5_000)}`);
    expect(told(answer)).toEqual([400, 'malformed_request', []]);
  });

  test('cannot smuggle a prototype', async () => {
    const answer = await ada.client.send('POST', '/v1/projects', '{"name":"x","__proto__":{"admin":true}}');
    expect(told(answer)).toEqual([422, 'validation_failed', ['body.__proto__']]);
  });
});

describe('an address', () => {
  test('with an id that is none is a 422 that names it', async () => {
    expect(told(await ada.client.get('/v1/projects/prj_nope'))).toEqual([422, 'validation_failed', ['params.id']]);
    expect(told(await ada.client.get('/v1/tasks/%2e%2e%2f'))).toEqual([422, 'validation_failed', ['params.id']]);
  });

  test('with a cursor that we never issued is a 400', async () => {
    expect(told(await ada.client.get('/v1/projects?cursor=abc'))).toEqual([400, 'invalid_cursor', []]);
  });

  test('that does not exist is a 404 in the same form', async () => {
    const answer = await ada.client.get('/v2/nothing');
    expect(told(answer)).toEqual([404, 'not_found', []]);
    expect(answer.headers.get('x-request-id')).toBe(Client.problem(answer).requestId);
  });

  test('of an error type is a heading of the reference', async () => {
    const { type } = Client.problem(await ada.client.get('/v2/nothing'));
    const [page, anchor] = type.split('#');
    expect(page).toBe(`${platform.ready.url}/docs`);
    expect((await ada.client.get('/docs')).text).toContain(`id="${anchor}"`);
  });
});

describe('a credential', () => {
  const attempt = (token: string) => new Client(platform.ready.url, token).get('/v1/me');
  const accessToken = () => ada.client.credential ?? '';
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const forge = (change: { header?: object; claims?: object; key?: Parameters<SignJWT['sign']>[0] }) => {
    const header = decodeProtectedHeader(accessToken());
    return new SignJWT({ ...decodeJwt(accessToken()), ...change.claims })
      .setProtectedHeader({ ...header, alg: 'ES256', ...change.header })
      .sign(change.key ?? stranger.privateKey);
  };

  test('that is missing is a 401', async () => {
    const answer = await new Client(platform.ready.url).get('/v1/me');
    expect(told(answer)).toEqual([401, 'unauthenticated', []]);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="odavl"');
  });

  test('with alg none is refused', async () => {
    const header = Buffer.from(JSON.stringify({ ...decodeProtectedHeader(accessToken()), alg: 'none' }));
    const [, claims] = accessToken().split('.');
    expect(told(await attempt(`${header.toString('base64url')}.${claims}.`))[1]).toBe('invalid_token');
  });

  test('signed by a stranger is refused, also with the key that it brings', async () => {
    expect(told(await attempt(await forge({})))[1]).toBe('invalid_token');
    const jwk = stranger.publicKey.export({ format: 'jwk' });
    expect(told(await attempt(await forge({ header: { jwk, jku: 'https://example.com/jwks' } })))[1]).toBe(
      'invalid_token',
    );
  });

  test('whose bytes were changed is refused', async () => {
    const [header, , signature] = accessToken().split('.');
    const claims = Buffer.from(JSON.stringify({ ...decodeJwt(accessToken()), org: 'org_other' })).toString('base64url');
    expect(told(await attempt(`${header}.${claims}.${signature}`))[1]).toBe('invalid_token');
  });

  test('that is an API key with one wrong character is refused', async () => {
    const key = platform.ready.apiKey;
    const wrong = key.endsWith('a') ? `${key.slice(0, -1)}b` : `${key.slice(0, -1)}a`;
    expect(told(await attempt(wrong))[1]).toBe('invalid_token');
  });

  test('of another scheme, or twice, is refused', async () => {
    const client = new Client(platform.ready.url);
    const basic = await client.get('/v1/me', { authorization: 'Basic YTpi' });
    expect(told(basic)[1]).toBe('invalid_token');
    const twice = await client.get('/v1/me', {
      authorization: `Bearer ${accessToken()}, Bearer ${platform.ready.apiKey}`,
    });
    expect(told(twice)[1]).toBe('invalid_token');
  });

  test('that is huge is refused before anything is computed', async () => {
    const answer = await attempt('x'.repeat(9_000));
    expect([401, 431]).toContain(answer.status);
  });
});

describe('a website that is never tested', () => {
  const submit = (url: string) => ada.client.post('/v1/guardian/tests', { projectId, url });
  test.each([
    'file:///etc/passwd',
    'data:text/html,hello',
    'javascript:alert(1)',
    'ftp://example.com/',
    'https://user:secret@example.com/',
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://0xa9fea9fe/',
    'http://intranet.local/',
    'not a url',
  ])('%s is a 422 that names the field, and counts nothing', async (url) => {
    expect(told(await submit(url))).toEqual([422, 'validation_failed', ['body.url']]);
  });
});

test('a client that hangs up in the middle of a body harms nobody', async () => {
  const { hostname, port } = new URL(platform.ready.url);
  const socket = connect(Number(port), hostname);
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  socket.write(
    'POST /v1/projects HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\ncontent-type: application/json\r\n\r\n{"na',
  );
  await new Promise<void>((resolve) => socket.end(() => resolve()));
  socket.destroy();
  expect((await ada.client.get('/health')).status).toBe(200);
});
