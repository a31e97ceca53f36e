import { expect, test } from 'vitest';
import type { Credential } from '../../../../lambdas/auth/api-key/api-key.ts';
import { cached } from '../../../../lambdas/auth/api-key/credential-cache.ts';

const credential = (keyId: string): Credential => ({ orgId: 'org', keyId, scopes: ['admin'], plan: 'free' });

function scene(stored: Map<string, Credential>) {
  const clock = { now: 0 };
  const reads: string[] = [];
  const find = cached(
    async (hash) => {
      reads.push(hash);
      return stored.get(hash);
    },
    () => clock.now,
  );
  return { clock, reads, find };
}

test('a key that was found is not read again for half a minute, and then is', async () => {
  const { clock, reads, find } = scene(new Map([['a', credential('key_a')]]));
  await find('a');
  clock.now = 29_999;
  expect(await find('a')).toEqual(credential('key_a'));
  expect(reads).toEqual(['a']);
  clock.now = 30_000;
  await find('a');
  expect(reads).toEqual(['a', 'a']);
});

test('a revoked key is refused after that time', async () => {
  const stored = new Map([['a', credential('key_a')]]);
  const { clock, find } = scene(stored);
  await find('a');
  stored.delete('a');
  clock.now = 30_000;
  expect(await find('a')).toBeUndefined();
});

test('a key that was not there a moment ago works as soon as it is', async () => {
  const stored = new Map<string, Credential>();
  const { find } = scene(stored);
  expect(await find('a')).toBeUndefined();
  stored.set('a', credential('key_a'));
  expect(await find('a')).toEqual(credential('key_a'));
});

test('the answer of one credential never serves another', async () => {
  const { find } = scene(
    new Map([
      ['a', credential('key_a')],
      ['b', credential('key_b')],
    ]),
  );
  const [a, b, again] = [await find('a'), await find('b'), await find('a')];
  expect([a?.keyId, b?.keyId, again?.keyId]).toEqual(['key_a', 'key_b', 'key_a']);
});

test('a thousand keys are remembered, no more', async () => {
  const stored = new Map(Array.from({ length: 1_001 }, (_, at) => [`${at}`, credential(`key_${at}`)]));
  const { reads, find } = scene(stored);
  for (const hash of stored.keys()) await find(hash);
  await find('1000');
  await find('0');
  expect(reads.slice(1_001)).toEqual(['0']);
});
