import { expect, test } from 'vitest';
import { remembered } from '../../../../lambdas/auth/grant/remembered.ts';

function scene(stored: Map<string, string>) {
  const reads: string[] = [];
  const find = remembered(
    async (key: string) => {
      reads.push(key);
      return stored.get(key);
    },
    (key) => key,
  );
  return { reads, find };
}

test('what was found is not read again for half a minute, and then is', async () => {
  const { reads, find } = scene(new Map([['a', 'Ada']]));
  await find('a', 0);
  expect(await find('a', 29_999)).toBe('Ada');
  expect(reads).toEqual(['a']);
  await find('a', 30_000);
  expect(reads).toEqual(['a', 'a']);
});

test('what is revoked is refused after that time', async () => {
  const stored = new Map([['a', 'Ada']]);
  const { find } = scene(stored);
  await find('a', 0);
  stored.delete('a');
  expect(await find('a', 30_000)).toBeUndefined();
});

test('what was not there a moment ago works as soon as it is', async () => {
  const stored = new Map<string, string>();
  const { find } = scene(stored);
  expect(await find('a', 0)).toBeUndefined();
  stored.set('a', 'Ada');
  expect(await find('a', 0)).toBe('Ada');
});

test('the answer for one credential never serves another', async () => {
  const { find } = scene(
    new Map([
      ['a', 'Ada'],
      ['b', 'Bob'],
    ]),
  );
  expect([await find('a', 0), await find('b', 0), await find('a', 0)]).toEqual(['Ada', 'Bob', 'Ada']);
});

test('a thousand are remembered, no more', async () => {
  const { reads, find } = scene(new Map(Array.from({ length: 1_001 }, (_, at) => [`${at}`, 'x'])));
  for (let at = 0; at <= 1_000; at += 1) await find(`${at}`, 0);
  await find('1000', 0);
  await find('0', 0);
  expect(reads.slice(1_001)).toEqual(['0']);
});
