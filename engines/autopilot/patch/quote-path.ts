/** As C writes them; git reads any other byte as three octal digits. */
const escapes: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
};

/** A path as git writes it in the head of a patch: in quotes when it has any byte that is not plain ASCII. */
export function quotePath(path: string): string {
  const bytes = [...Buffer.from(path)];
  if (bytes.every(isPlain)) return path;
  return `"${bytes.map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : escapeOf(byte))).join('')}"`;
}

const isPlain = (byte: number) => byte >= 0x20 && byte < 0x7f && escapes[byte] === undefined;

const escapeOf = (byte: number) => escapes[byte] ?? `\\${byte.toString(8).padStart(3, '0')}`;
