/**
 * False when the header or the claims of a JWT name anything twice. RFC 7519 §4 lets a parser take the last one; another
 * parser may take the first, and the two would then see different tokens. So we take neither.
 */
export function hasUniqueNames(jwt: string): boolean {
  return jwt
    .split('.')
    .slice(0, 2)
    .every((part) => isUnique(Buffer.from(part, 'base64url').toString('utf8')));
}

/** A string, with the colon that makes it a name, or what opens or closes a value. An open end matches too: no second look. */
const token = /"(?:[^"\\]|\\.)*(?:"(\s*:)?)?|[{}[\]]/gs;

/** Whether text that is not JSON is well-formed is for its parser to say. */
function isUnique(json: string): boolean {
  const open: Set<string>[] = [];
  for (const [text, colon] of json.matchAll(token)) {
    if (text === '{' || text === '[') open.push(new Set());
    else if (text === '}' || text === ']') open.pop();
    else if (colon !== undefined) {
      const name = nameIn(text.slice(0, -colon.length));
      const names = open.at(-1);
      if (names?.has(name)) return false;
      names?.add(name);
    }
  }
  return true;
}

/** Escapes are read, because `"\u0069ss"` is `iss`. */
function nameIn(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
