import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createScannerKeys } from '../../../../lambdas/auth/api-key/leak/scanner-keys.ts';
import { hashSecret, newSecret } from '../../../../lambdas/auth/api-key/secret.ts';
import { newId } from '../../../../shared/id.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';
import { actsOf, Created, keyOwner } from './key-owner.ts';
import { SecretScanner } from './secret-scanner.ts';

const scanner = new SecretScanner('key-1');
let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth({ findScannerKey: createScannerKeys('https://scanner.example/keys', scanner.fetch) });
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const leak = (token: string, change: object = {}) => ({
  ...{ token, type: 'odavl_api_key', url: 'https://github.com/octocat/x/blob/1/.env', source: 'content', ...change },
});
const post = (body: string, headers: Record<string, string>, change: object = {}) =>
  world.ask({ routeKey: 'POST /v1/api-keys/leaked', body, headers, ...change });
const report = (leaks: unknown) => {
  const body = JSON.stringify(leaks);
  return post(body, scanner.headers(body, 'key-1'));
};
const labels = async (leaks: unknown[]) => bodyOf(await report(leaks));
const works = async (credential: string) =>
  (await world.ask({ routeKey: 'GET /v1/api-keys', credential })).statusCode === 200;
const told = (orgId: string) => world.bus.events.filter((event) => event.orgId === orgId);

test('a key that was found in public is revoked, recorded, told and mailed to owners and admins', async () => {
  const owner = await keyOwner(world);
  const { orgId } = owner.ctx;
  const roles = ['admin', 'developer', 'viewer'] as const;
  const others = roles.map((role) => ({ userId: newId('user', start), role }));
  for (const { userId, role } of others) {
    const member = { orgId, userId, role, joinedAt: new Date(start).toISOString() };
    await world.table.put({ pk: `ORG#${orgId}`, sk: `MEMBER#${userId}`, ...member });
  }
  const { apiKey, secret } = await owner.addKey({ name: 'deploy' });
  const reply = await report([leak(secret)]);
  expect(reply.statusCode).toBe(200);
  expect(bodyOf(reply)).toEqual([
    { token_hash: hashSecret(secret), token_type: 'odavl_api_key', label: 'true_positive' },
  ]);
  expect(reply.body).not.toContain(secret);
  expect(await works(secret)).toBe(false);
  expect(await owner.read(apiKey.id)).toMatchObject({ revokedAt: new Date(start).toISOString() });
  expect(await actsOf(world, orgId, apiKey.id)).toMatchObject([
    { action: 'api-key.created' },
    {
      ...{ action: 'api-key.leaked', actor: { type: 'system', id: 'secret-scanning' } },
      after: { url: leak(secret).url, source: 'content' },
    },
  ]);
  const events = told(orgId);
  expect(events.filter(({ type }) => type === 'security.key-leaked.v1')).toMatchObject([
    { data: { keyId: apiKey.id, name: 'deploy', hint: apiKey.hint, url: leak(secret).url, source: 'content' } },
  ]);
  const mails = events.filter(({ type }) => type === 'auth.mail-requested.v1');
  const admin = others[0]?.userId ?? '';
  expect(mails.map(({ data }) => data)).toEqual(
    expect.arrayContaining(
      [owner.user.id, admin].map((userId) =>
        expect.objectContaining({
          ...{ kind: 'key-leaked', userId },
          facts: expect.objectContaining({ keyName: 'deploy', organization: 'Analytical' }),
        }),
      ),
    ),
  );
  expect(mails).toHaveLength(2);
});

test('both secrets of a rotation die with the one that was found', async () => {
  const owner = await keyOwner(world);
  const { apiKey, secret: old } = await owner.addKey();
  const { secret: next } = Created.parse(bodyOf(await owner.rotate(apiKey.id)));
  await report([leak(old)]);
  expect([await works(old), await works(next)]).toEqual([false, false]);
});

test('a report that comes again, and both secrets in one report, tell once', async () => {
  const owner = await keyOwner(world);
  const { apiKey, secret: old } = await owner.addKey();
  const { secret: next } = Created.parse(bodyOf(await owner.rotate(apiKey.id)));
  const body = JSON.stringify([leak(old), leak(next), leak(old)]);
  const headers = scanner.headers(body, 'key-1');
  const before = told(owner.ctx.orgId).length;
  const replies = await Promise.all([post(body, headers), post(body, headers), post(body, headers)]);
  const again = await post(body, headers);
  for (const reply of [...replies, again]) {
    expect(bodyOf(reply)).toMatchObject(Array.from({ length: 3 }, () => ({ label: 'true_positive' })));
  }
  // One event and one mail, whoever was first.
  expect(told(owner.ctx.orgId).length - before).toBe(2);
});

test('what never was a key of ours is a false positive, in the order of the report', async () => {
  const { secret } = await (await world.addPerson()).addKey();
  const tokens = ['', newSecret(), secret, 'odavl_', 'CREDENTIAL#x', hashSecret(secret), `${secret}\n`];
  expect(await labels(tokens.map((token) => leak(token)))).toEqual(
    tokens.map((token) => ({
      ...{ token_hash: createHash('sha256').update(token).digest('hex'), token_type: 'odavl_api_key' },
      label: token === secret ? 'true_positive' : 'false_positive',
    })),
  );
});

test('five hundred are looked up at once, and one more is refused', async () => {
  const tokens = Array.from({ length: 499 }, () => leak(newSecret(), { url: '' }));
  const { secret } = await (await world.addPerson()).addKey();
  const before = world.calls.length;
  expect(await labels([...tokens, leak(secret)])).toHaveLength(500);
  const reads = world.calls.slice(before).filter(({ action }) => action === 'dynamodb:BatchGetItem');
  expect(reads.length).toBeLessThanOrEqual(7);
  expect(await works(secret)).toBe(false);
  expect(problemOf(await report([...tokens, leak('a'), leak('b')]))).toMatchObject({ status: 422 });
});

test('fields that the scanner adds, or leaves empty, are no error', async () => {
  const { secret } = await (await world.addPerson()).addKey();
  const { url: _url, source: _source, ...bare } = leak(secret, { found_by: { bot: 1 } });
  expect(await labels([bare])).toMatchObject([{ label: 'true_positive' }]);
});

test.each<[string, (body: string) => { body?: string; headers: Record<string, string> }]>([
  ['without a signature', () => ({ headers: {} })],
  ['with an identifier alone', () => ({ headers: { 'github-public-key-identifier': 'key-1' } })],
  [
    'of a changed body',
    (body) => ({ body: body.replace('content', 'commit'), headers: scanner.headers(body, 'key-1') }),
  ],
  ['with one space more', (body) => ({ body: `${body} `, headers: scanner.headers(body, 'key-1') })],
  ['that is signed by a stranger', (body) => ({ headers: new SecretScanner('key-1').headers(body, 'key-1') })],
  ['that is signed by another curve', otherCurve],
  ['with an unknown identifier', (body) => withIdentifier(body, 'key-2')],
  ['with an identifier of the language', (body) => withIdentifier(body, '__proto__')],
  ['with a path for an identifier', (body) => withIdentifier(body, '../../key-1')],
  ['with an address for an identifier', (body) => withIdentifier(body, 'https://attacker.example/keys')],
  ['with an empty signature', (body) => withSignature(body, '')],
  ['with noise for a signature', (body) => withSignature(body, 'AAAA')],
  ['with a signature that is no base64', (body) => withSignature(body, '<script>')],
  [
    'with a signature of zeros',
    (body) => withSignature(body, Buffer.from('3006020100020100', 'hex').toString('base64')),
  ],
])('a report %s is nobody’s, and nothing is looked up', async (_, forge) => {
  const { secret } = await (await world.addPerson()).addKey();
  const signed = JSON.stringify([leak(secret)]);
  const { body = signed, headers } = forge(signed);
  const before = world.calls.length;
  const reply = await post(body, { 'content-type': 'application/json', ...headers });
  expect(problemOf(reply)).toMatchObject({ status: 401, code: 'invalid_token' });
  expect(world.calls.length).toBe(before);
  expect(await works(secret)).toBe(true);
});

function withIdentifier(body: string, identifier: string) {
  return { headers: { ...scanner.headers(body, 'key-1'), 'github-public-key-identifier': identifier } };
}
function withSignature(body: string, signature: string) {
  return { headers: { ...scanner.headers(body, 'key-1'), 'github-public-key-signature': signature } };
}
function otherCurve(body: string) {
  scanner.addKey('p384', 'P-384');
  world.clock.now += 2 * 3_600_000;
  return { headers: scanner.headers(body, 'p384') };
}

test('the signature is over the bytes, however API Gateway carries them', async () => {
  const { secret } = await (await world.addPerson()).addKey();
  const body = ` [ ${JSON.stringify(leak(secret, { url: 'https://example.com/ü' }))} ]\n`;
  const headers = scanner.headers(body, 'key-1');
  const reply = await post(Buffer.from(body).toString('base64'), headers, { isBase64Encoded: true });
  expect(bodyOf(reply)).toMatchObject([{ label: 'true_positive' }]);
});

test('the keys of the scanner are read once an hour, and for unknown identifiers at most once a minute', async () => {
  const other = new SecretScanner('a');
  const find = createScannerKeys('https://scanner.example/keys', other.fetch);
  for (const ms of [0, 1, 59 * 60_000]) expect(await find('a', start + ms)).toBeDefined();
  expect(other.reads).toBe(1);
  expect(await find('b', start + 59 * 60_000)).toBeUndefined();
  expect(await find('c', start + 59 * 60_000 + 1)).toBeUndefined();
  expect(other.reads).toBe(2);
  other.addKey('b');
  expect(await find('b', start + 61 * 60_000)).toBeDefined();
  expect(other.reads).toBe(3);
});

test('while the keys cannot be read, forged reports ask for them once in ten seconds', async () => {
  const other = new SecretScanner('a');
  other.isDown = true;
  const find = createScannerKeys('https://scanner.example/keys', other.fetch);
  for (const ms of [0, 1, 9_999]) await expect(find('a', start + ms)).rejects.toMatchObject({ code: 'unavailable' });
  expect(other.reads).toBe(1);
  other.isDown = false;
  expect(await find('a', start + 10_000)).toBeDefined();
});

test.each<[string, typeof fetch]>([
  ['is down', () => Promise.reject(new TypeError('fetch failed'))],
  ['answers with an error', async () => new Response('no', { status: 500 })],
  ['answers with a page', async () => new Response('<html>')],
  ['answers with something else', async () => Response.json({ keys: [] })],
  ['publishes a broken key', async () => Response.json({ public_keys: [{ key_identifier: 'a', key: 'no pem' }] })],
])('a scanner that %s is asked to come again', async (_, fetchKeys) => {
  const find = createScannerKeys('https://scanner.example/keys', fetchKeys);
  await expect(find('a', start)).rejects.toMatchObject({ code: 'unavailable' });
});
