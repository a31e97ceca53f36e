import { LineMap, type Position } from '../source/line-map.ts';
import { keyOffsets } from './json-data.ts';
import type { DependencyKind, Manifest } from './manifest.ts';

const known = new WeakMap<Manifest, (key: string) => Position>();

/** Where a `package.json` declares a dependency. */
export function positionIn(manifest: Manifest, kind: DependencyKind, name: string): Position {
  const find = known.get(manifest) ?? finderOf(manifest.text);
  known.set(manifest, find);
  return find(`${kind}/${name}`);
}

/** Positions of the keys of a JSON text; the beginning for what is not there. */
export function finderOf(text: string): (key: string) => Position {
  const offsets = keyOffsets(text);
  const lines = new LineMap(text);
  return (key) => lines.positionOf(offsets.get(key) ?? 0);
}
