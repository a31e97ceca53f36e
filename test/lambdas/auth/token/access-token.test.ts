import { createPublicKey } from 'node:crypto';
import { type JWTHeaderParameters, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, expect, test, vi } from 'vitest';
import {
  createVerifier,
  signAccessToken,
  type VerifyAccessToken,
} from '../../../../lambdas/auth/token/access-token.ts';
import { deriveKeys, type SigningKey } from '../../../../lambdas/auth/token/keys.ts';
import { type JwksStore, PublicJwk } from '../../../../lambdas/auth/token/store.ts';
import { start } from '../../../shared/make-context.ts';

const url = 'https://api.example';
const seconds = start / 1_000;
const claims = {
  sub: 'usr_1',
  sid: 'ses_1',
  org: 'org_1',
  actor: 'user',
  scope: 'projects:read',
  token_use: 'access',
} as const;
const registered = { iss: url, aud: url, iat: seconds, nbf: seconds, exp: seconds + 900, jti: 'j' };

let key: SigningKey;
let attacker: SigningKey;
let verify: VerifyAccessToken;
beforeAll(async () => {
  [key, attacker] = await Promise.all([deriveKeys('ours'), deriveKeys('theirs')]);
  verify = createVerifier(storeOf(key), url);
});

function storeOf(...keys: SigningKey[]): JwksStore {
  return { list: async () => keys.map(({ publicJwk }) => PublicJwk.parse(publicJwk)), add: async () => {} };
}

/** A token with our key, right in everything but the change. */
function forge(change: { header?: Partial<JWTHeaderParameters>; claims?: Record<string, unknown> }, by = key) {
  const payload = { ...claims, ...registered, ...change.claims };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'ES256', kid: by.kid, typ: 'at+jwt', ...change.header })
    .sign(by.privateKey);
}

test('a token of ours gives its claims back, for 15 minutes and the tolerance of clocks', async () => {
  const token = await signAccessToken(key, url, claims, start);
  expect(await verify(token, start)).toEqual(claims);
  expect(await verify(token, start + 904_000)).toEqual(claims);
  expect(await verify(token, start + 905_000)).toEqual({ rejected: 'The access token has expired.' });
  expect(await verify(token, start - 5_000)).toEqual(claims);
  expect(await verify(token, start - 6_000)).toEqual({ rejected: 'The access token is not valid.' });
});

test('the control: the forger below makes a valid token when it changes nothing', async () => {
  expect(await verify(await forge({}), start)).toEqual(claims);
});

// https://www.rfc-editor.org/rfc/rfc8725 (JWT best current practices) lists these attacks.
test.each<[string, () => string | Promise<string>]>([
  ['no signature (alg none)', () => new UnsecuredJWT({ ...claims, ...registered }).encode()],
  ['HS256 with our public key as the secret', hs256WithPublicKey],
  ['the key of an attacker under our kid', () => forge({ header: { kid: key.kid } }, attacker)],
  ['the key of an attacker under its own kid', () => forge({}, attacker)],
  ['the key of an attacker inside the token', () => forge({ header: { jwk: attacker.publicJwk } }, attacker)],
  [
    'a link to the keys of an attacker',
    () => forge({ header: { jku: 'https://attacker.example/jwks.json' } }, attacker),
  ],
  [
    'a link to the certificate of an attacker',
    () => forge({ header: { x5u: 'https://attacker.example/cert.pem' } }, attacker),
  ],
  ['a critical extension that we do not know', criticalExtension],
  ['an unknown kid', () => forge({ header: { kid: 'nobody' } })],
  ['another issuer', () => forge({ claims: { iss: 'https://attacker.example' } })],
  ['another audience', () => forge({ claims: { aud: 'https://other.example' } })],
  ['no issuer', () => forge({ claims: { iss: undefined } })],
  ['no audience', () => forge({ claims: { aud: undefined } })],
  ['another type of token', () => forge({ header: { typ: 'JWT' } })],
  ['no type', () => forge({ header: { typ: undefined } })],
  ['no expiry', () => forge({ claims: { exp: undefined } })],
  ['no beginning', () => forge({ claims: { nbf: undefined } })],
  ['no time of issue', () => forge({ claims: { iat: undefined } })],
  ['no id', () => forge({ claims: { jti: undefined } })],
  ['a validity that has not begun', () => forge({ claims: { nbf: seconds + 60 } })],
  ['an expiry that is past', () => forge({ claims: { exp: seconds - 60 } })],
  ['the use of an identity token', () => forge({ claims: { token_use: 'id' } })],
  ['no organization', () => forge({ claims: { org: undefined } })],
  ['no subject', () => forge({ claims: { sub: undefined } })],
  ['an unknown kind of actor', () => forge({ claims: { actor: 'root' } })],
  ['scopes that are no string', () => forge({ claims: { scope: ['admin'] } })],
  ['nothing', () => ''],
  ['dots', () => '..'],
  ['noise', () => 'a.b.c'],
  ['a changed payload', changedPayload],
  ['a signature in DER instead of its two numbers', () => derSignature()],
])('a token with %s is rejected', async (_, make) => {
  expect(await verify(await make(), start)).toEqual({ rejected: expect.any(String) });
});

async function hs256WithPublicKey(): Promise<string> {
  const pem = createPublicKey({ key: { ...key.publicJwk }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const header = { alg: 'HS256', kid: key.kid, typ: 'at+jwt' };
  return new SignJWT({ ...claims, ...registered }).setProtectedHeader(header).sign(Buffer.from(pem));
}

async function criticalExtension(): Promise<string> {
  const options = { crit: { 'urn:attack': true } };
  const header = { alg: 'ES256', kid: key.kid, typ: 'at+jwt', crit: ['urn:attack'], 'urn:attack': 1 };
  return new SignJWT({ ...claims, ...registered }).setProtectedHeader(header).sign(key.privateKey, options);
}

async function changedPayload(): Promise<string> {
  const [header, , signature] = (await forge({})).split('.');
  const payload = Buffer.from(JSON.stringify({ ...claims, ...registered, org: 'org_2' })).toString('base64url');
  return `${header}.${payload}.${signature}`;
}

async function derSignature(): Promise<string> {
  const [header, payload, signature] = (await forge({})).split('.');
  const raw = Buffer.from(signature ?? '', 'base64url');
  const der = Buffer.concat([
    Buffer.from([0x30, 0x44, 2, 32]),
    raw.subarray(0, 32),
    Buffer.from([2, 32]),
    raw.subarray(32),
  ]);
  return `${header}.${payload}.${der.toString('base64url')}`;
}

test('a huge token is refused before anything of it is parsed', async () => {
  const list = vi.fn(storeOf(key).list);
  const verifier = createVerifier({ list, add: async () => {} }, url);
  const huge = await forge({ claims: { scope: 'x'.repeat(1_000_000) } });
  expect(await verifier(huge, start)).toEqual({ rejected: 'The token is too long to be one of ours.' });
  expect(list).not.toHaveBeenCalled();
});

test('the keys are read once for many tokens, again after ten minutes, and for an unknown kid at most every ten seconds', async () => {
  const list = vi.fn(storeOf(key).list);
  const verifier = createVerifier({ list, add: async () => {} }, url);
  const [good, unknown] = await Promise.all([
    forge({ claims: { exp: seconds + 9_000 } }),
    forge({ header: { kid: 'x' } }),
  ]);
  const readsAfter = async (token: string, ms: number) => {
    await verifier(token, start + ms);
    return list.mock.calls.length;
  };
  expect(await readsAfter(good, 0)).toBe(1);
  expect(await readsAfter(good, 1_000)).toBe(1);
  expect(await readsAfter(unknown, 9_000)).toBe(1);
  expect(await readsAfter(unknown, 11_000)).toBe(2);
  expect(await readsAfter(unknown, 12_000)).toBe(2);
  expect(await readsAfter(good, 700_000)).toBe(3);
});

test('a new key is known as soon as a token names it', async () => {
  const keys = [key];
  const verifier = createVerifier({ list: async () => storeOf(...keys).list(), add: async () => {} }, url);
  await verifier(await forge({}), start);
  keys.push(attacker);
  expect(await verifier(await forge({}, attacker), start + 20_000)).toEqual(claims);
});

test('a table that cannot be read is an error, not a verdict', async () => {
  const verifier = createVerifier({ list: () => Promise.reject(new Error('down')), add: async () => {} }, url);
  await expect(verifier(await forge({}), start)).rejects.toThrow('down');
});
