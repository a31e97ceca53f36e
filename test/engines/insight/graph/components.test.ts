import { expect, test } from 'vitest';
import { stronglyConnected } from '../../../../engines/insight/graph/components.ts';

const graphOf = (edges: Readonly<Record<string, string>>) =>
  new Map(Object.entries(edges).map(([from, to]) => [from, to.split(' ').filter(Boolean)]));

test('a node alone is no component, and a node that is nowhere else neither', () => {
  expect(stronglyConnected([], new Map())).toEqual([]);
  expect(stronglyConnected(['a'], graphOf({ a: 'nowhere' }))).toEqual([]);
});

test('components are found apart from what only leads to them or away', () => {
  const graph = graphOf({ x: 'b', b: 'c', c: 'a y', a: 'b', y: '', d: 'e', e: 'd b' });
  expect(stronglyConnected(['a', 'b', 'c', 'd', 'e', 'x', 'y'], graph)).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e'],
  ]);
});

test('two circles with a node in common are one', () => {
  expect(stronglyConnected(['a', 'b', 'c'], graphOf({ a: 'b', b: 'a c', c: 'b' }))).toEqual([['a', 'b', 'c']]);
});

test('a chain of 100,000 nodes does not exhaust the stack, nor does a ring', () => {
  const nodes = Array.from({ length: 100_000 }, (_, index) => `n${index}`);
  const chain = new Map(nodes.map((node, index) => [node, index === 0 ? [] : [`n${index - 1}`]]));
  expect(stronglyConnected(nodes, chain)).toEqual([]);
  chain.set('n0', ['n99999']);
  expect(stronglyConnected(nodes, chain)).toEqual([nodes]);
});
