import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createVerifier, signAccessToken } from '../../../../lambdas/auth/token/access-token.ts';
import { epochMs } from '../../../../lambdas/auth/token/epoch.ts';
import { deriveKeys } from '../../../../lambdas/auth/token/keys.ts';
import { publishKeys } from '../../../../lambdas/auth/token/publish-keys.ts';
import { createSigner } from '../../../../lambdas/auth/token/signer.ts';
import { createJwksStore, type PublishedKeys } from '../../../../lambdas/auth/token/store.ts';
import { startTables, type Tables } from '../../../shared/table.ts';

const url = 'https://api.example';
const day = 24 * 3_600_000;
const claims = { sub: 'usr_1', sid: 'ses_1', org: 'org_1', actor: 'user', scope: 'full', token_use: 'access' } as const;

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

let names = 0;
/** A deployment of its own, whose secret and clock can be moved. */
async function deployment() {
  names += 1;
  const jwks: PublishedKeys = createJwksStore(await tables.add(`jwks-${names}`));
  const world = { now: 700 * epochMs + 29 * day, secret: `secret ${names}` };
  const readSecret = async () => world.secret;
  const now = () => world.now;
  const publish = () => publishKeys({ deps: { jwks, readSecret, now } });
  const load = createSigner(readSecret, jwks, now);
  const token = async () => signAccessToken(await load(), url, claims, world.now);
  const kids = async () => (await jwks.list()).map(({ kid }) => kid).toSorted();
  const kidsOf = async (...epochs: number[]) =>
    (await Promise.all(epochs.map((epoch) => deriveKeys(world.secret, epoch)))).map(({ kid }) => kid).toSorted();
  return { jwks, world, publish, token, kids, kidsOf };
}

/** A client's verifier that reads our keys once and keeps them for as long as it likes. */
function keepsForever(jwks: PublishedKeys): { keys: JWTVerifyGetKey; reads: () => number } {
  let reads = 0;
  const fetchKeys = async () => {
    reads += 1;
    return Response.json({ keys: await jwks.list() });
  };
  const options = { cacheMaxAge: Number.POSITIVE_INFINITY, [customFetch]: fetchKeys };
  return { keys: createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`), options), reads: () => reads };
}

test('tokens from just before and just after the change of keys verify with keys that were read before it', async () => {
  const { jwks, world, publish, token } = await deployment();
  await publish();
  const client = keepsForever(jwks);
  const verify = async (jwt: string) =>
    jwtVerify(jwt, client.keys, { issuer: url, audience: url, currentDate: new Date(world.now) });
  const early = await token();
  await verify(early);
  world.now = 701 * epochMs - 1;
  const last = await token();
  world.now = 701 * epochMs;
  const first = await token();
  const [before, after] = [await verify(last), await verify(first)];
  expect(before.protectedHeader.kid).not.toBe(after.protectedHeader.kid);
  expect(client.reads()).toBe(1);
});

test('no request fails in four rotations, whoever remembers which keys', async () => {
  const { jwks, world, publish, token, kids } = await deployment();
  const ours = createVerifier(jwks, url);
  const end = world.now + 122 * day;
  let client = keepsForever(jwks);
  for (let at = 0; world.now < end; at += 1, world.now += day / 2) {
    if (at % 2 === 0) await publish();
    // A client that reads our keys anew once in four weeks.
    if (at % 56 === 0) client = keepsForever(jwks);
    const jwt = await token();
    await jwtVerify(jwt, client.keys, { issuer: url, audience: url, currentDate: new Date(world.now) });
    expect(await ours(jwt, world.now)).toEqual(claims);
    // One that was signed a quarter of an hour ago, by an instance whose hour it was.
    expect(await ours(jwt, world.now + 15 * 60_000)).toEqual(claims);
    expect((await kids()).length).toBeGreaterThanOrEqual(2);
    expect((await kids()).length).toBeLessThanOrEqual(3);
    expect(client.reads()).toBe(1);
  }
});

test('a key goes a day after it signed last, and not a millisecond before', async () => {
  const { world, publish, kids, kidsOf } = await deployment();
  await publish();
  expect(await kids()).toEqual(await kidsOf(700, 701));
  world.now = 701 * epochMs + day - 1;
  await publish();
  expect(await kids()).toEqual(await kidsOf(700, 701, 702));
  world.now += 1;
  expect(await publish()).toEqual({ published: 2, removed: 1 });
  expect(await kids()).toEqual(await kidsOf(701, 702));
  expect(await publish()).toEqual({ published: 2, removed: 0 });
});

test('a job that was killed in the middle, or runs twice at a time, leaves the same set', async () => {
  const { jwks, world, publish, kids, kidsOf } = await deployment();
  await publish();
  world.now += 40 * day;
  const dies = { ...jwks, remove: () => Promise.reject(new Error('killed')) };
  const readSecret = async () => world.secret;
  await expect(publishKeys({ deps: { jwks: dies, readSecret, now: () => world.now } })).rejects.toThrow('killed');
  await Promise.all([publish(), publish(), publish()]);
  expect(await kids()).toEqual(await kidsOf(702, 703));
});

test('a secret that was replaced takes all keys of the old one out of the set with the next run', async () => {
  const { jwks, world, publish, token, kids, kidsOf } = await deployment();
  await publish();
  const stolen = await token();
  const verifier = createVerifier(jwks, url);
  expect(await verifier(stolen, world.now)).toEqual(claims);
  world.secret = 'a new one';
  expect(await publish()).toEqual({ published: 2, removed: 2 });
  expect(await kids()).toEqual(await kidsOf(700, 701));
  // Who has read the old set forgets it after ten minutes.
  expect(await verifier(stolen, world.now + 601_000)).toEqual({ rejected: 'The access token is not valid.' });
});

test('a secret that cannot be read leaves the set as it is', async () => {
  const { jwks, world, publish, kids } = await deployment();
  await publish();
  const before = await kids();
  world.now += 100 * day;
  const readSecret = () => Promise.reject(new Error('denied'));
  await expect(publishKeys({ deps: { jwks, readSecret, now: () => world.now } })).rejects.toThrow('denied');
  expect(await kids()).toEqual(before);
});
