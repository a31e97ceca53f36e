import { expect, it } from 'vitest';
import { AuthorizerCache } from '../../../local/http-api/authorizer-cache.ts';
import { FakeClock } from '../fake-clock.ts';

it('drops the least recently used entry when it is full', () => {
  const cache = new AuthorizerCache<number>(new FakeClock(), 2);
  cache.set('a', 1, 60);
  cache.set('b', 2, 60);
  cache.get('a');
  cache.set('c', 3, 60);
  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([1, undefined, 3]);
});

it('forgets an entry when its time is over', () => {
  const clock = new FakeClock();
  const cache = new AuthorizerCache<number>(clock);
  cache.set('a', 1, 60);
  clock.advance(59_999);
  expect(cache.get('a')).toBe(1);
  clock.advance(1);
  expect(cache.get('a')).toBeUndefined();
});
