/** Code units, as ranges that are in order and do not touch; both ends are in it. */
export type CharSet = readonly (readonly [number, number])[];

const last = 0xffff;

export const everything: CharSet = [[0, last]];
export const nothing: CharSet = [];

export const single = (code: number): CharSet => [[code, code]];

export function union(...sets: readonly CharSet[]): CharSet {
  const merged: [number, number][] = [];
  for (const [start, end] of sets.flat().sort(([a], [b]) => a - b)) {
    const before = merged.at(-1);
    if (before && start <= before[1] + 1) before[1] = Math.max(before[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

export function complement(set: CharSet): CharSet {
  const rest: [number, number][] = [];
  let next = 0;
  for (const [start, end] of set) {
    if (start > next) rest.push([next, start - 1]);
    next = end + 1;
  }
  if (next <= last) rest.push([next, last]);
  return rest;
}

/** Both are in order, so that one look from left to right is enough. */
export function overlaps(a: CharSet, b: CharSet): boolean {
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (!left || !right) break;
    if (left[0] <= right[1] && right[0] <= left[1]) return true;
    if (left[1] < right[1]) i += 1;
    else j += 1;
  }
  return false;
}

export const digits: CharSet = [[0x30, 0x39]];
export const wordCharacters: CharSet = union(digits, [[0x41, 0x5a]], single(0x5f), [[0x61, 0x7a]]);
export const lineEnds: CharSet = union(single(0x0a), single(0x0d), [[0x2028, 0x2029]]);
export const spaces: CharSet = union(
  [[0x09, 0x0d]],
  single(0x20),
  single(0xa0),
  single(0x1680),
  [[0x2000, 0x200a]],
  [[0x2028, 0x2029]],
  single(0x202f),
  single(0x205f),
  single(0x3000),
  single(0xfeff),
);

/** Letters of both cases, for a pattern that does not tell them apart. */
export function withBothCases(set: CharSet): CharSet {
  const other = set.flatMap(
    ([start, end]): CharSet => [...shifted(start, end, 0x41, 0x5a, 0x20), ...shifted(start, end, 0x61, 0x7a, -0x20)],
  );
  return union(set, other);
}

function shifted(start: number, end: number, from: number, to: number, by: number): CharSet {
  const [low, high] = [Math.max(start, from), Math.min(end, to)];
  return low <= high ? [[low + by, high + by]] : nothing;
}
