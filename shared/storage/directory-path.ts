/** Of one name in common file systems, with room for what is put behind it. */
const maxName = 200;

/**
 * The path of a key below its root. Names hold only lower-case letters, digits, `.`, `_` and `-`; all else is percent-encoded,
 * upper case too, because a file system may not tell `A` from `a`, or one form of `é` from another. A segment that gets too
 * long goes on in a folder of its own, which ends in `+`. The file of `a` is `a@`, so that `a/b` may be beside it.
 */
export function pathOfKey(key: string): string[] {
  const segments = key.split('/').map(encodeSegment);
  const names = segments.flatMap((segment) =>
    chunks(segment).map((chunk, at, all) => (at < all.length - 1 ? `${chunk}+` : chunk)),
  );
  const last = names.pop() ?? '';
  return [...names, `${last}@`];
}

/** The key of such a path; undefined for a file that is none of ours. */
export function keyOfPath(names: readonly string[]): string | undefined {
  const path = names.join('/').replaceAll('+/', '');
  if (!path.endsWith('@')) return undefined;
  try {
    return decodeURIComponent(path.slice(0, -1));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function encodeSegment(segment: string): string {
  return [...Buffer.from(segment)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[a-z0-9._-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}

function chunks(text: string): string[] {
  return text.match(new RegExp(`.{1,${maxName}}`, 'g')) ?? [text];
}
