/** JSON with comments and trailing commas, as `tsconfig.json` has it; undefined for what is not even that. */
export function parseJsonData(text: string): unknown {
  // Strings first, so that no `//` in them counts. What has no end goes to the end of the text, so that no text is read twice.
  const bare = text.replace(/"(?:[^"\\]|\\.)*"?|\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)/gs, (token) =>
    token.startsWith('"') ? token : ' ',
  );
  const plain = bare.replace(/"(?:[^"\\]|\\.)*"?|,(?=\s*[}\]])/gs, (token) => (token === ',' ? '' : token));
  try {
    return JSON.parse(plain);
  } catch {
    return undefined;
  }
}

/** Deeper than this, no key is asked for. */
const deepest = 6;

/** Offsets of the keys of a JSON text by their path, e.g. `dependencies/lodash`; the first counts. Arrays have no part in a path. */
export function keyOffsets(text: string): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  const path: string[] = [];
  const levels: number[] = [];
  let last = { key: '', at: 0 };
  for (const { 0: token, 1: key, index } of text.matchAll(/"((?:[^"\\]|\\.)*)"?|[{}[\]:,]/gs)) {
    if (key !== undefined) last = { key, at: index };
    else if (token === ':') {
      path.push(last.key);
      const name = path.length > deepest ? '' : path.join('/');
      if (!offsets.has(name)) offsets.set(name, last.at);
    } else if (token === '{' || token === '[') levels.push(path.length);
    else path.length = (token === ',' ? levels.at(-1) : levels.pop()) ?? 0;
  }
  return offsets;
}
