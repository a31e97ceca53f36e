import { afterAll, beforeAll, expect, test } from 'vitest';
import { epochMs } from '../../../../lambdas/auth/token/epoch.ts';
import { deriveKeys } from '../../../../lambdas/auth/token/keys.ts';
import { createSigner } from '../../../../lambdas/auth/token/signer.ts';
import { createJwksStore, type JwksStore } from '../../../../lambdas/auth/token/store.ts';
import { startTables, type Tables } from '../../../shared/table.ts';

let tables: Tables;
let jwks: JwksStore;
beforeAll(async () => {
  tables = await startTables();
  jwks = createJwksStore(tables.table);
});
afterAll(() => tables.close());

const kids = async () => (await jwks.list()).map(({ kid }) => kid);

test('the keys of now and next are published before the first signature, once, by however many instances', async () => {
  const signers = Array.from({ length: 4 }, () =>
    createSigner(
      async () => 'one secret',
      jwks,
      () => epochMs,
    ),
  );
  const keys = await Promise.all(signers.map((load) => load()));
  const next = await deriveKeys('one secret', 2);
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
  expect((await kids()).toSorted()).toEqual([keys[0]?.kid, next.kid].toSorted());
});

test('the secret is read once, and again only after a failure', async () => {
  let reads = 0;
  const load = createSigner(async () => {
    reads += 1;
    if (reads === 1) throw new Error('Secrets Manager is down.');
    return 'another secret';
  }, jwks);
  await expect(load()).rejects.toThrow('down');
  const [one, two] = await Promise.all([load(), load()]);
  expect(one).toBe(two);
  expect(reads).toBe(2);
});

test('a table that cannot be written to signs nothing, and is tried again', async () => {
  let isDown = true;
  const add = (jwk: Parameters<JwksStore['add']>[0]) => (isDown ? Promise.reject(new Error('down')) : jwks.add(jwk));
  const load = createSigner(async () => 'third secret', { ...jwks, add });
  await expect(load()).rejects.toThrow('down');
  isDown = false;
  const { kid } = await load();
  expect(await kids()).toContain(kid);
});

test('a running instance changes its key at the millisecond of the epoch, and reads no secret for it', async () => {
  const clock = { now: 5 * epochMs - 1 };
  let reads = 0;
  const readSecret = async () => {
    reads += 1;
    return 'one secret';
  };
  const load = createSigner(readSecret, jwks, () => clock.now);
  const before = await load();
  expect(before.kid).toBe((await deriveKeys('one secret', 4)).kid);
  clock.now += 1;
  const after = await load();
  expect(after.kid).toBe((await deriveKeys('one secret', 5)).kid);
  expect(after.refreshKey.equals(before.refreshKey)).toBe(true);
  expect(await load()).toBe(after);
  expect(reads).toBe(1);
});

test('the keys of two secrets are published side by side, so that tokens survive a rotation', async () => {
  const before = await createSigner(async () => 'old', jwks)();
  const after = await createSigner(async () => 'new', jwks)();
  expect(await kids()).toEqual(expect.arrayContaining([before.kid, after.kid]));
});
