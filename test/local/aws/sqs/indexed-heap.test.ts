import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IndexedHeap } from '../../../../local/aws/sqs/indexed-heap.ts';

interface Item {
  rank: number;
}

const byRank = (a: Item, b: Item) => a.rank < b.rank;

function drain(heap: IndexedHeap<Item>): number[] {
  const ranks: number[] = [];
  for (let item = heap.peek(); item; item = heap.peek()) {
    ranks.push(item.rank);
    heap.remove(item);
  }
  return ranks;
}

it('gives items in order whatever is added, removed and ranked anew', () => {
  const change = fc.record({ index: fc.nat(200), rank: fc.nat(50), isRemoval: fc.boolean() });
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.array(change), (ranks, changes) => {
      const items: Item[] = ranks.map((rank) => ({ rank }));
      const heap = new IndexedHeap<Item>(byRank);
      for (const item of items) heap.add(item);
      for (const { index, rank, isRemoval } of changes) {
        const item = items[index % Math.max(1, items.length)];
        if (!item) continue;
        if (isRemoval) {
          heap.remove(item);
          items.splice(items.indexOf(item), 1);
        } else {
          item.rank = rank;
          heap.reorder(item);
        }
      }
      expect(heap.size).toBe(items.length);
      expect(drain(heap)).toEqual(items.map(({ rank }) => rank).sort((a, b) => a - b));
    }),
  );
});

it('refuses an item twice and the rank of a stranger, and lets a stranger leave', () => {
  const heap = new IndexedHeap<Item>(byRank);
  const item = { rank: 1 };
  heap.add(item);
  expect(() => heap.add(item)).toThrow('in the heap already');
  expect(() => heap.reorder({ rank: 1 })).toThrow('not in the heap');
  heap.remove({ rank: 1 });
  expect(heap.size).toBe(1);
});
