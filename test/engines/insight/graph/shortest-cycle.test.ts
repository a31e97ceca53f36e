import { expect, test } from 'vitest';
import { shortestCycle } from '../../../../engines/insight/graph/shortest-cycle.ts';

const graphOf = (edges: Readonly<Record<string, string>>) =>
  new Map(Object.entries(edges).map(([from, to]) => [from, to.split(' ')]));

test('the shortest cycle of several begins with the first of its nodes', () => {
  const graph = graphOf({ a: 'b', b: 'c', c: 'd e', d: 'a', e: 'c' });
  expect(shortestCycle(['a', 'b', 'c', 'd', 'e'], graph)).toEqual(['c', 'e']);
  expect(shortestCycle(['d', 'c', 'b', 'a'], graph)).toEqual(['d', 'a', 'b', 'c']);
});

test('what is outside of the component is no way back', () => {
  const graph = graphOf({ a: 'x b', x: 'a', b: 'c', c: 'a' });
  expect(shortestCycle(['a', 'b', 'c'], graph)).toEqual(['a', 'b', 'c']);
});

test('a ring of 10,000 is found in well under a second', () => {
  const nodes = Array.from({ length: 10_000 }, (_, index) => `n${index}`);
  const ring = new Map(nodes.map((node, index) => [node, [`n${(index + 1) % 10_000}`]]));
  const begun = performance.now();
  expect(shortestCycle(nodes, ring)).toEqual(nodes);
  expect(performance.now() - begun).toBeLessThan(20_000);
});
