import { afterAll, beforeAll, expect, test } from 'vitest';
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

test('the public key is published before the first signature, once, by however many instances', async () => {
  const signers = Array.from({ length: 4 }, () => createSigner(async () => 'one secret', jwks));
  const keys = await Promise.all(signers.map((load) => load()));
  expect(await jwks.list()).toEqual([keys[0]?.publicJwk]);
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

test('the keys of two secrets are published side by side, so that tokens survive a rotation', async () => {
  const before = await createSigner(async () => 'old', jwks)();
  const after = await createSigner(async () => 'new', jwks)();
  const kids = (await jwks.list()).map(({ kid }) => kid);
  expect(kids).toEqual(expect.arrayContaining([before.kid, after.kid]));
});
