/** Bits for each character (Shannon), by how often each one occurs in this text. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

const charsets = [
  { name: 'hexadecimal', pattern: /^(?:[0-9a-f]+|[0-9A-F]+)$/, size: 16 },
  { name: 'base 32', pattern: /^[A-Z2-7]+=*$/, size: 32 },
  { name: 'base 64', pattern: /^[\w+/=.~-]+$/, size: 64 },
  { name: 'printable', pattern: /^[\x21-\x7e]+$/, size: 94 },
] as const;

/** A random text of n characters from s has about this share of the most that n characters of s can have; words have less. */
const randomShare = 0.82;
const shortest = 20;

/** Whether a generator, and no person, made this text: long enough, and as mixed as its charset allows. */
export function looksRandom(text: string): boolean {
  if (text.length < shortest || text.length > 512) return false;
  const charset = charsets.find(({ pattern }) => pattern.test(text));
  if (!charset || !/\d/.test(text) || !/[A-Za-z]/.test(text)) return false;
  const most = Math.log2(Math.min(text.length, charset.size));
  return entropyOf(text) >= randomShare * most && !isMadeOfWords(text);
}

/** `invalid-api-token-v2`, `someOtherValue1`: every piece is letters in the case of words, with at most a number after them. */
export function isMadeOfWords(text: string): boolean {
  return text.split(/[^A-Za-z0-9]+/).every((piece) => /^[A-Za-z]*\d{0,4}$/.test(piece) && !isShuffled(piece));
}

/** More changes of case than a camelCase name has. */
function isShuffled(piece: string): boolean {
  const changes = [...piece.matchAll(/[a-z][A-Z]/g)].length;
  return changes * 4 > piece.length;
}
