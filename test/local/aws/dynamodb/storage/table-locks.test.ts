import { expect, test } from 'vitest';
import { TableLocks } from '../../../../../local/aws/dynamodb/storage/table-locks.ts';

test('callers of one name take turns in the order they came; others do not wait', async () => {
  const locks = new TableLocks();
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = locks.run(['a', 'b'], async () => {
    await gate.promise;
    order.push('a b');
  });
  const second = locks.run(['b', 'c'], async () => order.push('b c'));
  const third = locks.run(['c'], async () => order.push('c'));
  await locks.run(['d'], async () => order.push('d'));
  gate.resolve();
  await Promise.all([first, second, third]);
  expect(order).toEqual(['d', 'a b', 'b c', 'c']);
});

test('a turn that fails ends all the same', async () => {
  const locks = new TableLocks();
  await expect(locks.run(['a'], async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await locks.run(['a', 'a'], async () => 'next')).toBe('next');
});
