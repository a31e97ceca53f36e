import { createHash } from 'node:crypto';

/**
 * Numbers from 0 to below 1 that depend on their seed alone (mulberry32, 32 bits of state: good enough to choose victims).
 * Every purpose has a sequence of its own, so that what happens between two decisions of one does not change those of another.
 */
export function randomOf(seed: number, purpose = ''): () => number {
  let state = createHash('sha256').update(`${seed} ${purpose}`).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
