import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { calculateJwkThumbprint, generateSecret, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkProof } from '../../../../lambdas/auth/dpop/check-proof.ts';
import { start } from '../../../shared/make-context.ts';
import { startTables, type Tables } from '../../../shared/table.ts';
import { apiUrl } from '../auth-world.ts';
import { hashOf, newProver, type Prover } from './prover.ts';

let tables: Tables;
let ada: Prover;
let eve: Prover;
beforeAll(async () => {
  [tables, ada, eve] = await Promise.all([startTables(), newProver(), newProver()]);
});
afterAll(() => tables.close());

const url = `${apiUrl}/v1/me`;
const check = (
  proof: string,
  change: { method?: string; url?: string; accessToken?: string; nonce?: string } = {},
  now = start,
) => checkProof({ ctx: { now }, deps: tables, input: { proof, method: 'GET', url, ...change } });
const refused = { error: 'invalid_dpop_proof' };

test.each(['ES256', 'EdDSA', 'PS256', 'RS256'])('a proof by %s names its key by the thumbprint', async (alg) => {
  const prover = await newProver(alg);
  expect(await check(await prover.prove())).toBe(prover.thumbprint);
});

test('the thumbprint is the one of RFC 7638, whatever else stands in the key', async () => {
  const jwk = { ...ada.jwk, kid: 'mine', use: 'sig', alg: 'ES256' };
  expect(await check(await ada.prove({ header: { jwk } }))).toBe(await calculateJwkThumbprint(ada.jwk));
});

test('a proof is good for a minute before and after it was made', async () => {
  for (const ms of [-60_000, 0, 60_000]) expect(await check(await ada.prove(), {}, start + ms)).toBe(ada.thumbprint);
  for (const ms of [-60_001, 60_001])
    await expect(check(await ada.prove(), {}, start + ms)).rejects.toMatchObject(refused);
});

test('a proof works once, of fifty at the same moment for one', async () => {
  const proof = await ada.prove();
  const tried = await Promise.allSettled(Array.from({ length: 50 }, () => check(proof)));
  expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(check(proof)).rejects.toMatchObject({ ...refused, message: expect.stringContaining('used before') });
});

test('the same jti of another key is another proof', async () => {
  const claims = { jti: 'one' };
  expect(await check(await ada.prove({ claims }))).toBe(ada.thumbprint);
  expect(await check(await eve.prove({ claims }))).toBe(eve.thumbprint);
});

test('a proof is remembered for longer than its age allows it', async () => {
  await check(await ada.prove({ claims: { jti: 'remembered' } }));
  const ttl = /"ttl":\{"N":"(\d+)"\}/.exec(await tables.dump())?.[1];
  expect(Number(ttl)).toBeGreaterThan(start / 1_000 + 60);
});

test('a refused proof is not used up', async () => {
  const proof = await ada.prove();
  await expect(check(proof, { method: 'POST' })).rejects.toMatchObject(refused);
  expect(await check(proof)).toBe(ada.thumbprint);
});

// RFC 3986 §6.2: the same address in another spelling; RFC 9449 §4.3: query and fragment do not count.
test.each([
  'https://API.example/v1/me',
  'https://api.example:443/v1/me',
  'https://api.example/v1/%6De',
  'https://api.example/v1/other/../me',
  'https://api.example/v1/me?limit=1',
  'https://api.example/v1/me#top',
])('%s is the same address', async (htu) => {
  expect(await check(await ada.prove({ claims: { htu } }))).toBe(ada.thumbprint);
});

test.each([
  'https://api.example/v1/me/',
  'https://api.example/v1/Me',
  'https://api.example/v1',
  'http://api.example/v1/me',
  'https://api.example:444/v1/me',
  'https://api.example.attacker.example/v1/me',
  'https://api.example@attacker.example/v1/me',
  'https://user@api.example/v1/me',
  'https://attacker.example/https://api.example/v1/me',
  'https://api.example/v1%2Fme%00',
  'https://api.example/v1/%E0%A4%A',
  '/v1/me',
  'api.example/v1/me',
  '',
])('a proof for %j is not one for this address', async (htu) => {
  await expect(check(await ada.prove({ claims: { htu } }))).rejects.toMatchObject(refused);
});

test('a path that API Gateway has decoded is the one that the client has encoded', async () => {
  const htu = `${apiUrl}/registry/@odavl%2Fplugin`;
  expect(await check(await ada.prove({ claims: { htu } }), { url: `${apiUrl}/registry/@odavl/plugin` })).toBe(
    ada.thumbprint,
  );
});

test('a proof is bound to the token that it came with', async () => {
  const accessToken = 'a.b.c';
  expect(await check(await ada.prove({ accessToken }), { accessToken })).toBe(ada.thumbprint);
  for (const proof of [await ada.prove(), await ada.prove({ accessToken: 'd.e.f' })]) {
    await expect(check(proof, { accessToken })).rejects.toMatchObject(refused);
  }
  await expect(check(await ada.prove({ claims: { ath: hashOf('') } }))).rejects.toMatchObject(refused);
});

test('a nonce that we gave must come back', async () => {
  const nonce = 'n';
  expect(await check(await ada.prove({ claims: { nonce } }), { nonce })).toBe(ada.thumbprint);
  await expect(check(await ada.prove(), { nonce })).rejects.toMatchObject(refused);
  await expect(check(await ada.prove({ claims: { nonce: 'm' } }), { nonce })).rejects.toMatchObject(refused);
});

test.each<[string, () => string | Promise<string>]>([
  ['no signature (alg none)', () => new UnsecuredJWT({ jti: 'j', htm: 'GET', htu: url, iat: start / 1_000 }).encode()],
  ['a secret for a key (HS256)', symmetric],
  ['HS256 by its own public key', hs256WithPublicKey],
  ['the key of somebody else', () => ada.prove({ header: { jwk: eve.jwk } })],
  ['a private key inside', () => ada.prove({ header: { jwk: ada.privateJwk } })],
  ['no key', () => ada.prove({ header: { jwk: undefined } })],
  ['a link to a key', () => ada.prove({ header: { jwk: undefined, jku: 'https://attacker.example' } })],
  ['a key that is none', () => ada.prove({ header: { jwk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } } })],
  ['a key of a kind that we do not take', async () => (await newProver('ES384')).prove()],
  ['another type', () => ada.prove({ header: { typ: 'JWT' } })],
  ['no type', () => ada.prove({ header: { typ: undefined } })],
  ['a critical extension', () => signed({ crit: ['urn:attack'], 'urn:attack': 1 }, '"htm":"GET"')],
  ['another method', () => ada.prove({ claims: { htm: 'POST' } })],
  ['the method in small letters', () => ada.prove({ claims: { htm: 'get' } })],
  ['no method', () => ada.prove({ claims: { htm: undefined } })],
  ['no address', () => ada.prove({ claims: { htu: undefined } })],
  ['no time', () => ada.prove({ claims: { iat: undefined } })],
  ['a time that is a text', () => ada.prove({ claims: { iat: `${start / 1_000}` } })],
  ['no jti', () => ada.prove({ claims: { jti: undefined } })],
  ['an empty jti', () => ada.prove({ claims: { jti: '' } })],
  ['a huge jti', () => ada.prove({ claims: { jti: 'j'.repeat(257) } })],
  ['a jti that is a number', () => ada.prove({ claims: { jti: 1 } })],
  ['a huge claim', () => ada.prove({ claims: { more: 'x'.repeat(4_096) } })],
  ['a claim twice', () => signed({}, '"htm":"GET","htm":"GET"')],
  ['a claim twice, once in escapes', () => signed({}, '"htm":"GET","\\u0068tm":"GET"')],
  ['two proofs in one header', async () => `${await ada.prove()}, ${await ada.prove()}`],
  ['nothing', () => ''],
  ['noise', () => 'a.b.c'],
  ['five parts', () => 'a.b.c.d.e'],
])('a proof with %s is refused', async (_, make) => {
  await expect(check(await make())).rejects.toMatchObject(refused);
});

async function symmetric(): Promise<string> {
  const secret = await generateSecret('HS256');
  const jwk = { kty: 'oct', k: Buffer.from('secret').toString('base64url') };
  return new SignJWT({ jti: 'j', htm: 'GET', htu: url, iat: start / 1_000 })
    .setProtectedHeader({ alg: 'HS256', typ: 'dpop+jwt', jwk })
    .sign(secret);
}

async function hs256WithPublicKey(): Promise<string> {
  const pem = createPublicKey({ key: { ...ada.jwk }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  return new SignJWT({ jti: 'j', htm: 'GET', htu: url, iat: start / 1_000 })
    .setProtectedHeader({ alg: 'HS256', typ: 'dpop+jwt', jwk: ada.jwk })
    .sign(Buffer.from(pem));
}

test('the control: the signer below makes a right proof when it adds nothing', async () => {
  expect(await check(await signed({}, '"htm":"GET"'))).toBe(ada.thumbprint);
});

/** Signed as it stands, which no library would do. */
async function signed(extra: object, claims: string): Promise<string> {
  const header = JSON.stringify({ alg: 'ES256', typ: 'dpop+jwt', jwk: ada.jwk, ...extra });
  const payload = `{"jti":"${crypto.randomUUID()}","htu":"${url}","iat":${start / 1_000},${claims}}`;
  const input = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
  const key = createPrivateKey({ key: { ...ada.privateJwk }, format: 'jwk' });
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

test('a table that cannot be written to is an error, not a verdict', async () => {
  const table = { ...tables.table, put: () => Promise.reject(new Error('down')) };
  const input = { proof: await ada.prove(), method: 'GET', url };
  await expect(checkProof({ ctx: { now: start }, deps: { table }, input })).rejects.toThrow('down');
});
